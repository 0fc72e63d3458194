import Platform
import TestSupport
import Testing

@Suite(.enabled(if: CommandLineFixture.programsExist, "the programs are not built"))
struct HelpTests {
    private let fixture: CommandLineFixture

    init() throws { fixture = try CommandLineFixture() }

    @Test func theOverviewIsExactlyThis() throws {
        let outcome = try fixture.millrace(["--help"])
        #expect(outcome.status == .exited(0))
        #expect(outcome.error == "")
        #expect(
            outcome.output == """
                Millrace transcodes media: one file now, or thousands through a durable queue, each in a sealed process.

                Usage: millrace COMMAND [arguments] [options]

                Without a daemon:
                  run       transcode one file now
                  probe     say what a media file holds, as JSON
                  presets   list the presets for --preset
                  backends  list the backends and what they can do
                  doctor    check this installation and say what to do

                With a coordinator (millraced):
                  submit  put a job into the queue
                  jobs    list jobs, newest first
                  show    show everything about a job
                  watch   show the progress of jobs until they have ended
                  cancel  withdraw jobs
                  retry   put failed or cancelled jobs back into the queue

                To begin with:
                  millrace run film.mov -o film.mp4 --preset h264-720p
                  millrace presets

                "millrace COMMAND --help" explains a command. "millrace --version" prints the version.

                Exit codes:
                  0    done
                  1    a job failed or was cancelled
                  64   the command line or the job document is wrong
                  65   the input is damaged or of an unknown kind
                  66   the input cannot be read
                  69   no coordinator, or no backend, can be reached
                  70   a defect in Millrace or a crash in a codec
                  71   the system refused something
                  73   the output exists, or cannot be made
                  74   input or output failed, or a disk is full
                  75   the queue is full or the coordinator is stopping: try later
                  77   not allowed
                  78   the installation or its configuration is wrong
                  124  the time given with --timeout is over
                  130  interrupted (Ctrl-C)

                """)
        let bare = try fixture.millrace([])
        #expect(bare.status == .exited(64) && bare.error == outcome.output && bare.output == "")
    }

    @Test func aCommandsHelpIsExactlyThis() throws {
        let outcome = try fixture.millrace(["cancel", "--help"])
        #expect(outcome.status == .exited(0))
        #expect(
            outcome.output == """
                Usage: millrace cancel ID... [options]

                Withdraws jobs. A running one is cancelled once its process is gone; nothing of it is
                left behind.

                  ID  the id of a job, as submit and jobs print it

                Options:
                  --socket PATH  the coordinator's socket (default: $MILLRACE_SOCKET, else
                                 millrace/millrace.sock in $XDG_RUNTIME_DIR, else
                                 /run/millrace/millrace.sock)
                  --json         print JSON instead of text, in the API's own form
                  -h, --help     show this help

                """)
        #expect(try fixture.millrace(["help", "cancel"]).output == outcome.output)
        #expect(try fixture.millrace(["cancel", "-h", "X", "Y"]).output == outcome.output)
    }

    @Test(arguments: [
        "run", "probe", "presets", "backends", "doctor", "submit", "jobs", "show", "watch", "cancel", "retry",
    ])
    func everyCommandHasHelpWithinTheWidthOfATerminal(command: String) throws {
        let outcome = try fixture.millrace([command, "--help"])
        #expect(outcome.status == .exited(0))
        #expect(outcome.output.hasPrefix("Usage: millrace \(command) "))
        #expect(outcome.output.contains("\nOptions:\n"))
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 90 })
    }

    @Test func theVersionIsOneLine() throws {
        #expect(try fixture.millrace(["--version"]).output == "millrace 0.1.0\n")
    }

    @Test func presetsAreListedWithoutADaemon() throws {
        let outcome = try fixture.millrace(["presets"])
        #expect(outcome.status == .exited(0))
        #expect(outcome.output.hasPrefix("h264-1080p  H.264 in a 1920×1080 box"))
        for name in ["h264-720p", "hevc-1080p", "av1-1080p", "vp9-1080p", "opus-96k", "flac", "remux-mkv"] {
            #expect(outcome.output.contains("\n\(name) "))
        }
        #expect(
            try fixture.millrace(["presets", "--json"]).output.hasPrefix(#"{"presets":[{"name":"h264-1080p","output":"#)
        )
    }

    /// What is mistyped is named, with what was probably meant; the exit code is always 64.
    @Test(arguments: [
        (["rnu"], "millrace: unknown command rnu; did you mean run?\nSee \"millrace --help\".\n"),
        (["--versoin"], "millrace: unknown option --versoin; did you mean --version?\nSee \"millrace --help\".\n"),
        (
            ["run", "a", "--presett", "x"],
            "millrace: unknown option --presett; did you mean --preset?\nSee \"millrace run --help\".\n"
        ),
        (["run", "a", "-o"], "millrace: -o needs a value: OUT\nSee \"millrace run --help\".\n"),
        (
            ["run", "a", "-o", "--json"],
            "millrace: -o needs a value: OUT (for a value that begins with --, use --output=…)\n"
                + "See \"millrace run --help\".\n"
        ),
        (["run", "a", "b"], "millrace: \"b\" is one word too many\nSee \"millrace run --help\".\n"),
        (["run", "--overwrite=yes"], "millrace: --overwrite takes no value\nSee \"millrace run --help\".\n"),
        (["run", "--spec", "a", "--spec=b"], "millrace: --spec may be given once\nSee \"millrace run --help\".\n"),
        (
            ["show"],
            "millrace: ID is missing: the id of a job, as submit and jobs print it\nSee \"millrace show --help\".\n"
        ),
        (["run"], "millrace: IN is missing: name the file to transcode, or give a --spec that does\n"),
        (["run", "a"], "millrace: nothing to make: name the output with -o OUT\n"),
        (["submit"], "millrace: nothing to submit: name IN and -o OUT, or give --spec FILE\n"),
        (
            ["run", "a", "-o", "b", "-p", "x", "-p", "y"],
            "millrace: 2 presets for 1 outputs: give one for all, or one for each\n"
        ),
        (["jobs", "--state", "runing"], "millrace: unknown state runing; did you mean running?\n"),
        (["jobs", "--limit", "0"], "millrace: --limit: \"0\" is not a whole number from 1 to 1000\n"),
        (["jobs", "--label", "x"], "millrace: --label: \"x\" has to be NAME=VALUE\n"),
        (
            ["submit", "a", "-o", "b", "--priority", "x"],
            "millrace: --priority: \"x\" is not a whole number from -100 to 100\n"
        ),
    ])
    func mistakesAreNamed(arguments: [String], message: String) throws {
        let outcome = try fixture.millrace(arguments)
        #expect(outcome.error == message)
        #expect(outcome.output == "")
        #expect(outcome.status == .exited(64))
    }
}

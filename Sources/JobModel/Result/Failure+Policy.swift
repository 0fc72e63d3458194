/// What follows from a failure's code: the one table behind retries, HTTP answers and exit codes.
package struct FailurePolicy: Sendable, Equatable {
    /// How often and how soon an attempt that ended so is tried again (`Scheduling.RetryPolicy` has the numbers).
    package enum RetryClass: String, Sendable, CaseIterable {
        /// The attempt was lost to something outside the job: not counted against its tries, within a cap.
        case infrastructure
        /// It may go away by waiting: several tries with growing pauses.
        case transient
        /// The same input and settings will fail the same way.
        case never
        /// A defect hit once may not hit twice: one more try.
        case crash
    }

    /// Who has to do something about it.
    package enum Fault: String, Sendable, CaseIterable {
        /// The job's document, or the files it names.
        case requester
        /// The media itself.
        case media
        /// The machine: space, processes, permissions of the service.
        case host
        /// Millrace or a library in it.
        case product
    }

    package var retry: RetryClass
    package var fault: Fault
    /// Status of a response that reports it.
    package var httpStatus: Int
    /// Exit code of a command that ends with it (`sysexits.h` numbers).
    package var exitCode: Int32

    package init(retry: RetryClass, fault: Fault, httpStatus: Int, exitCode: Int32) {
        self.retry = retry
        self.fault = fault
        self.httpStatus = httpStatus
        self.exitCode = exitCode
    }
}

extension Failure.Code {
    package var policy: FailurePolicy {
        switch self {
        case .invalidSpec: .init(retry: .never, fault: .requester, httpStatus: 422, exitCode: 64)
        case .inputUnreadable: .init(retry: .never, fault: .requester, httpStatus: 422, exitCode: 66)
        case .inputChanged: .init(retry: .never, fault: .requester, httpStatus: 409, exitCode: 66)
        case .inputUnsupported: .init(retry: .never, fault: .media, httpStatus: 422, exitCode: 65)
        case .inputCorrupt: .init(retry: .never, fault: .media, httpStatus: 422, exitCode: 65)
        case .outputExists: .init(retry: .never, fault: .requester, httpStatus: 409, exitCode: 73)
        case .outputUnwritable: .init(retry: .never, fault: .requester, httpStatus: 422, exitCode: 73)
        // A second run under the same limits would burn the same CPU for the same end.
        case .limitExceeded: .init(retry: .never, fault: .requester, httpStatus: 422, exitCode: 1)
        case .cancelled: .init(retry: .never, fault: .requester, httpStatus: 409, exitCode: 1)
        case .timedOut: .init(retry: .never, fault: .media, httpStatus: 500, exitCode: 1)
        case .stalled: .init(retry: .crash, fault: .product, httpStatus: 500, exitCode: 1)
        case .workerCrashed: .init(retry: .crash, fault: .product, httpStatus: 500, exitCode: 70)
        case .workerMisbehaved: .init(retry: .crash, fault: .product, httpStatus: 500, exitCode: 70)
        case .backendUnavailable: .init(retry: .infrastructure, fault: .host, httpStatus: 503, exitCode: 69)
        case .noSpace: .init(retry: .transient, fault: .host, httpStatus: 507, exitCode: 74)
        case .internal: .init(retry: .crash, fault: .product, httpStatus: 500, exitCode: 70)
        }
    }

    /// Heading of a problem document, such as `input unreadable`.
    package var title: String {
        String(rawValue.map { $0 == "_" ? " " : $0 })
    }
}

/// The job document as JSON Schema (2020-12), for clients and their editors.
///
/// It says what has a fixed form: names, types, ranges that hold for every backend. Codecs, containers, presets and
/// their ranges come from `GET /v1/backends` and `/v1/presets` and are checked by
/// ``JobDocument/resolved(presets:capabilities:)``. A test holds its fields against the decoders.
package enum JobDocumentSchema {
    package static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:millrace:schema:job:1",
          "title": "Millrace job document, version 1",
          "type": "object",
          "required": ["input"],
          "additionalProperties": false,
          "properties": {
            "kind": {"enum": ["transcode", "probe"], "default": "transcode"},
            "input": {
              "type": "object", "required": ["path"], "additionalProperties": false,
              "properties": {"path": {"$ref": "#/$defs/path"}}
            },
            "outputs": {
              "type": "array", "items": {"$ref": "#/$defs/output"},
              "description": "At least one for a transcode, none for a probe."
            },
            "priority": {"type": "integer", "minimum": -100, "maximum": 100, "default": 0,
              "description": "Higher goes first."},
            "labels": {
              "type": "object", "maxProperties": 32,
              "propertyNames": {"pattern": "^[A-Za-z0-9._/-]{1,63}$"},
              "additionalProperties": {"type": "string", "maxLength": 256}
            },
            "overwrite": {"type": "boolean", "default": false,
              "description": "Whether an existing output may be replaced."},
            "verify": {"enum": ["standard", "full"], "default": "standard",
              "description": "full decodes every output from end to end before it is published."},
            "backend": {"type": "string", "description": "Name of a backend; absent: chosen by what it can do."}
          },
          "$defs": {
            "path": {"type": "string", "pattern": "^/", "maxLength": 4095, "description": "Absolute path."},
            "output": {
              "type": "object", "required": ["path"], "additionalProperties": false,
              "properties": {
                "path": {"$ref": "#/$defs/path"},
                "preset": {"type": "string", "description": "A named output; the other fields override its fields."},
                "container": {"type": "string",
                  "description": "Absent: from the preset, else from the path's extension."},
                "video": {"oneOf": [{"enum": ["copy", "none"]}, {"$ref": "#/$defs/video"}],
                  "description": "Absent: the container's usual encoder."},
                "audio": {"oneOf": [{"enum": ["copy", "none"]}, {"$ref": "#/$defs/audio"}],
                  "description": "Absent: the container's usual encoder."},
                "subtitles": {"enum": ["copy", "none"]}
              }
            },
            "video": {
              "type": "object", "additionalProperties": false, "not": {"required": ["crf", "bitrate"]},
              "properties": {
                "codec": {"type": "string"},
                "crf": {"type": "number", "description": "Constant quality, on the encoder's own scale."},
                "bitrate": {"type": "integer", "minimum": 10000, "maximum": 1000000000,
                  "description": "Average bits per second."},
                "preset": {"type": "string", "description": "The encoder's speed preset."},
                "width": {"type": "integer", "minimum": 1},
                "height": {"type": "integer", "minimum": 1,
                  "description": "With one of width and height, the other follows the shape of the source."},
                "fit": {"enum": ["contain", "pad", "cover", "stretch"], "default": "contain"},
                "pixel_format": {"type": "string", "description": "Absent: the source's, where the encoder takes it."},
                "threads": {"type": "integer", "minimum": 1,
                  "description": "Absent: chosen by load. One thread gives the same bytes on every run."},
                "options": {"$ref": "#/$defs/options"}
              }
            },
            "audio": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "codec": {"type": "string"},
                "bitrate": {"type": "integer", "minimum": 4000, "maximum": 10000000,
                  "description": "Bits per second."},
                "channels": {"type": "integer", "minimum": 1},
                "sample_rate": {"type": "integer", "minimum": 1000, "maximum": 768000, "description": "Hertz."},
                "options": {"$ref": "#/$defs/options"}
              }
            },
            "options": {
              "type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]},
              "description": "Passed to the encoder by name; the names are the backend's."
            }
          }
        }
        """
}

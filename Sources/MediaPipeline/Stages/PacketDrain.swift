import LibAV
import Platform

extension Encoder {
    /// Hands every packet that is ready to `deliver`, which tells whether more are wanted.
    borrowing func drain(
        _ deliver: (consuming Packet) throws(AVFailure) -> Bool
    ) throws(AVFailure) -> Bool {
        while true {
            let packet = try Packet()
            guard try receive(into: packet) == .packet else { return true }
            guard try deliver(packet) else { return false }
        }
    }
}

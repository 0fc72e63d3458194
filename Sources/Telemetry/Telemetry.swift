/// # Telemetry
package enum Telemetry_placeholder {}

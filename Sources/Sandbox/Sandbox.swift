/// # Sandbox
package enum Sandbox_placeholder {}

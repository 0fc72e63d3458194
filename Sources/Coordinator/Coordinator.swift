/// # Coordinator
package enum Coordinator_placeholder {}

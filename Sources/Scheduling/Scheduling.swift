/// # Scheduling
package enum Scheduling_placeholder {}

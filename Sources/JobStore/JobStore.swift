/// # JobStore
package enum JobStore_placeholder {}

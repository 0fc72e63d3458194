/// # Client
package enum Client_placeholder {}

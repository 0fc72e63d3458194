/// # HTTP1
package enum HTTP1_placeholder {}

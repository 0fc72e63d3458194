/// # LibAV
package enum LibAV_placeholder {}

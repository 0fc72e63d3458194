/// # MediaPipeline
package enum MediaPipeline_placeholder {}

/// # WorkerPool
package enum WorkerPool_placeholder {}

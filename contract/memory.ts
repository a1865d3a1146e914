/**
 * Gives a large buffer's memory back at once. Left to the garbage collector, a few megabytes for each batch make it go
 * through the whole heap every few batches, which takes longer than the batches. The buffer is empty afterwards.
 */
export function freeBuffer(buffer: Uint8Array): void {
  // The runtime of an older Electron has no `transfer`.
  const whole: { byteLength: number; transfer?: (bytes: number) => unknown } = buffer.buffer;
  // Small ones share their memory with others, and there is little to give back.
  if (whole.byteLength >= LARGE) whole.transfer?.(0);
}

/** Node's own pools are of 64 KiB at most. */
const LARGE = 256 * 1024;

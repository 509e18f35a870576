// What each wasm module and each image may weigh, for sizes.ts. The linker scripts have the same lengths.
export const sizeBudget: Record<string, number> = {
  card: 48 * 1024,
  device: 96 * 1024,
  'first-stage': 8 * 1024,
  'pico-first-stage': 16 * 1024,
  'pico-slot-first-stage': 16 * 1024,
  'pico-flash': 256 * 1024,
  'pico-ram': 160 * 1024,
  'pico-slot-flash': 256 * 1024,
  'pico-slot-ram': 160 * 1024,
  'pico-card-flash': 128 * 1024,
  'pico-card-ram': 80 * 1024,
};

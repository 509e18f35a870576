// What each wasm module and each image may weigh, for sizes.ts. The image's linker script has the same lengths.
export const sizeBudget: Record<string, number> = {
  card: 48 * 1024,
  device: 96 * 1024,
  'pico-flash': 256 * 1024,
  'pico-ram': 160 * 1024,
};

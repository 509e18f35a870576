// What each wasm module may weigh, for sizes.ts.
export const sizeBudget: Record<string, number> = { card: 48 * 1024, device: 96 * 1024 };

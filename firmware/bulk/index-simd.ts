// bulk-simd.wasm: bulk.wasm with four documents sealed side by side where the engine has 128-bit lanes.
export * from './index-common';
export { sealDocuments } from './seal-documents-lanes';

// bulk.wasm: scanner, scope rules and document seals for the host (host/src/edifact/engine.ts).
export * from './index-common';
export { sealDocuments } from './seal-documents';

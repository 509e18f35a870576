// Generated from firmware/package.json by protocol/generate/version.ts; do not edit.
export const firmwareVersion = '0.1.0';

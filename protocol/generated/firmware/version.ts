// Generated from firmware/package.json by protocol/generate/version.ts; do not edit.
/** "0.1.0" */
export const versionText: usize = memory.data<u8>([48, 46, 49, 46, 48]);
export const versionLength: u32 = 5;

// What the clerk is asked about, where it is no document: the names of csr.ts or the package of package.ts.
export const QUESTION: u32 = 320;
export const question: usize = memory.data(320, 4);

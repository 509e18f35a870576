// What a check is. test/run.ts runs them in the order of all.ts; each counts as one test.

export interface CheckResult {
  /** One sentence a problem, with file and line. None: the check passed. */
  problems: string[];
  /** Figures worth printing when all is well. */
  notes?: string[];
}

export interface Check {
  name: string;
  /** Looks at the tree under `root`. With `create` a check that holds a committed list rewrites it. */
  run(root: string, create: boolean): Promise<CheckResult>;
}

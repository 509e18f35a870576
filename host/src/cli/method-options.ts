// The option that chooses the seal method, and the methods there are: with the external one where it is configured. Called by
// the verbs of `seal`.
import { type Command, Option } from 'commander';
import { SealError } from '../errors.ts';
import { loadExternal } from '../seal/external.ts';
import { methodIds, type SealMethods, sealMethods } from '../seal/methods.ts';
import type { Context } from './context.ts';

export interface MethodFlags {
  method: string;
}

export const addMethodOption = (command: Command): Command =>
  command.addOption(
    new Option('--method <id>', 'method of the document seal; external: see help config')
      .choices(methodIds)
      .default('open-1'),
  );

/** Module and digest come from the configuration together: a path alone would run whatever lies there. */
export function methodsOf({ configuration }: Context): SealMethods {
  const [file, digest] = [configuration().get('external-module'), configuration().get('external-sha256')];
  if (file === undefined && digest === undefined) return sealMethods();
  if (file !== undefined && digest !== undefined) return sealMethods(loadExternal(file, digest));
  const message = 'The external seal method needs both settings, external-module and external-sha256; one is missing.';
  throw new SealError('configuration', message);
}

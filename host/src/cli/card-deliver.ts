// `sigillator card deliver` and `card load`: new keys for a card in the field, from the security office to the card in a device.
// Called by card.ts.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { deliveryPackage, nextDelivery } from '../card/card-delivery.ts';
import { organisationKey } from '../card/card-keys.ts';
import { dateSeconds } from '../card/card-order.ts';
import { changeRegister, registered } from '../card/register-file.ts';
import { SealError } from '../errors.ts';
import {
  addMasterOptions,
  type CardSecrets,
  type MasterFlags,
  readMaster,
  readTerminalKey,
  writeSecret,
  writeSecretJson,
} from './card-files.ts';
import type { Context } from './context.ts';
import { type DeviceFlags, withDevice } from './device.ts';
import { readInput } from './files.ts';
import { keysFileRows } from './keys-file-rows.ts';

interface DeliverFlags extends MasterFlags {
  register: string;
  sealKey?: boolean;
  responseKey?: boolean;
  terminalKey?: string;
  contact?: string;
  validFrom?: string;
  validTo?: string;
  out: string;
}

export function registerDeliver(card: Command, context: Context): void {
  addMasterOptions(card.command('deliver').description('make an encrypted file with new keys for one card'))
    .argument('<serial>', 'serial of the card')
    .requiredOption('--register <file>', 'issuer register that card personalise keeps')
    .option('--seal-key', 'draw a new seal key: it becomes the next one')
    .option('--response-key', 'draw a new response key')
    .option('--terminal-key <file>', "file with the 35 digits of the organisation's new terminal key")
    .option('--contact <text>', 'whom to ask when the card is blocked')
    .option('--valid-from <date>', 'first day of the new keys, as 2026-12-31')
    .option('--valid-to <date>', 'last day of the new keys')
    .requiredOption('--out <folder>', 'where the delivery, its secrets and its keys file go')
    .action((serial: string, flags: DeliverFlags) => deliver(context, serial, flags));
  card
    .command('load')
    .description('bring a delivery to the card in a device: the clerk presses the key')
    .argument('<file>', 'SERIAL.delivery-N.bin of card deliver')
    .option('--device <name>', 'which device: sim, tcp:HOST:PORT; default the only one there is')
    .option('--record <file>', 'write what is said to a file, secrets cut')
    .action((file: string, flags: DeviceFlags) => load(context, file, flags));
}

function validity({ sealKey, responseKey, validFrom, validTo }: DeliverFlags): { validFrom: number; validTo: number } {
  if (!sealKey && !responseKey) return { validFrom: 0, validTo: 0 };
  if (validFrom === undefined || validTo === undefined)
    throw new SealError('usage', 'New keys need their days: expected --valid-from and --valid-to.');
  return { validFrom: dateSeconds(validFrom, false), validTo: dateSeconds(validTo, true) };
}

async function deliver(context: Context, serial: string, flags: DeliverFlags): Promise<void> {
  const { sealKey = false, responseKey = false, terminalKey, contact, out } = flags;
  if (!sealKey && !responseKey && terminalKey === undefined && contact === undefined)
    throw new SealError(
      'usage',
      'Nothing to deliver: expected --seal-key, --response-key, --terminal-key or --contact.',
    );
  const days = validity(flags);
  const organisation =
    terminalKey === undefined ? undefined : organisationKey(await readTerminalKey(context, terminalKey));
  const master = await readMaster(context, flags);
  await mkdir(out, { recursive: true, mode: 0o700 });
  // The number is used up before anything is encrypted under it: it also is the nonce.
  const { entry, keys } = await changeRegister(flags.register, (register) => {
    const entry = registered(flags.register, register, serial);
    return { keys: nextDelivery(entry, { sealKey, responseKey, ...days }), entry };
  });
  const { issuerId, holderName, procedure2, classic, deliveries } = entry;
  const base = join(out, `${serial}.delivery-${deliveries}`);
  const made: Record<string, string> = { delivery: `${base}.bin` };
  if (keys.length > 0) {
    const secrets: CardSecrets = { card: { serial, issuerId, holderName, keys }, procedure2 };
    made.secrets = `${base}.secrets.json`;
    made.keys = `${base}.keys.json`;
    await writeSecretJson(made.secrets, secrets);
    await writeSecretJson(made.keys, keysFileRows({ issuerId, classic, keys }, procedure2));
  }
  const content = { keys, organisation, ...(contact === undefined ? {} : { contact }) };
  await writeSecret(made.delivery!, deliveryPackage(master, entry, content));
  master.fill(0);
  const generations = keys.map(({ reference, generation }) => ({ reference, generation }));
  context.output.print(
    { serial, counter: deliveries, keys: generations, files: made },
    `Delivery ${deliveries} for card ${serial}: ${made.delivery}. Bring it to the card with card load.`,
  );
}

async function load(context: Context, file: string, flags: DeviceFlags): Promise<void> {
  const bytes = await readInput(file, context.streams);
  const { signal } = context;
  context.output.note('The clerk puts the card in and presses OK on the device.');
  await withDevice(context, flags, (device) => device.loadKeys(bytes, { signal }));
  context.output.print({ loaded: true }, 'The card has taken the delivery.');
}

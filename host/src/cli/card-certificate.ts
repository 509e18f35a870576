// `sigillator card certificate`: the certificate of the signature key goes on a card for foreign readers, where PKCS #15
// software looks for it. Called by card.ts.
import type { Command } from 'commander';
import { loadCertificate, readCertificate } from '../card/card-certificate.ts';
import { issuerKeyOf, serialBytes } from '../card/card-keys.ts';
import { parseCardStatus } from '../card/card-status.ts';
import { commandApdu, parseAnswer, requireOk } from '../card/command-apdu.ts';
import { openChannel } from '../card/personalise.ts';
import { SealError } from '../errors.ts';
import { addMasterOptions, type MasterFlags, readMaster } from './card-files.ts';
import { addReader, openReader, type ReaderFlags } from './card-reader.ts';
import type { Context } from './context.ts';
import { readInput } from './files.ts';

export function registerCertificate(card: Command, context: Context): void {
  addMasterOptions(
    addReader(card.command('certificate').description('put the certificate of its signature key on a card')),
  )
    .argument('<certificate>', 'X.509, DER or PEM; in place of the one that is there')
    .action((file: string, flags: ReaderFlags & MasterFlags) => certificate(context, file, flags));
}

async function certificate(context: Context, file: string, flags: ReaderFlags & MasterFlags): Promise<void> {
  const loaded = readCertificate(await readInput(file, context.streams));
  const transport = await openReader(flags.card, flags.simulator, context.environment);
  const asked = parseAnswer(await transport.exchange(commandApdu('get-status')));
  const { serial, allowReader } = parseCardStatus(requireOk('get-status', asked));
  if (!allowReader)
    throw new SealError(
      'certificate',
      `Loading the certificate: expected a card of card personalise --allow-reader, got ${serial || 'a blank card'}; \
other readers never see a certificate on it.`,
    );
  const master = await readMaster(context, flags);
  const key = issuerKeyOf(master, serialBytes(serial));
  master.fill(0);
  const channel = await openChannel(transport, { role: 'issuer', key, serial: serialBytes(serial), time: 0 });
  await loadCertificate(transport, channel, loaded);
  const { subject, serialNumber, validTo } = loaded;
  context.output.print(
    { serial, subject, certificate: serialNumber, validTo },
    `Card ${serial} has the certificate ${serialNumber} of ${subject.replaceAll('\n', ', ')}.`,
  );
}

// `sigillator card certificate` against a simulator: a card is made for foreign readers, its holder makes a key, and the
// office puts the certificate on it.
// Needs: openssl.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { organisationKey, serialBytes, terminalKeyOf } from '@sigillator/host/card/card-keys';
import { commandApdu, requireOk } from '@sigillator/host/card/command-apdu';
import { openChannel, pinBytes } from '@sigillator/host/card/personalise';
import { Desk } from '@sigillator/simulator/desk';
import { loadProgram } from '@sigillator/simulator/firmware';
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import { Machine } from '@sigillator/simulator/machine';
import { sampleCards } from '@sigillator/simulator/sample-cards';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMaster } from '../../../host/src/card/master-file.ts';
import { openReader } from '../../../host/src/cli/card-reader.ts';
import { cardProgram } from '../../targets/card-harness.ts';
import { certificateFor, publicKeyPem } from '../../targets/certificate.ts';
import { cliIn } from './_cli.ts';

const terminalDigits = '31415926535897932384626433832795028';
let home: string;
let server: SimulatorServer;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  const cards = (await sampleCards(cardProgram, 1)).map(({ name, chip }) => [name, chip] as const);
  const device = await loadProgram('device');
  const machine = new Machine({ seed: 1, device, flash: new Flash(DEVICE_FLASH_SECTORS), cards, timeOfDay: 0 });
  server = await serveHttp(new Desk(new VirtualTime(machine, () => ''), []));
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

const cli = (...words: string[]) => cliIn(home)(words);

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(home, name), content);
  return join(home, name);
};

/** What the holder does at a device: a PIN of one's own, then a key pair; its public key. */
async function useAtDevice(serial: string, firstPin: string): Promise<string> {
  const transport = await openReader('blank', server.url, {});
  const key = terminalKeyOf(organisationKey(terminalDigits), serialBytes(serial));
  const channel = await openChannel(transport, { role: 'terminal', key, serial: serialBytes(serial), time: 0 });
  const send = async (name: string, data?: Uint8Array): Promise<Uint8Array> => {
    const command = commandApdu(name, data === undefined ? {} : { data });
    return requireOk(name, channel.unwrap(await transport.exchange(channel.wrap(command))));
  };
  await send('change-reference-data', Uint8Array.from([...pinBytes(firstPin), ...pinBytes('481516')]));
  return publicKeyPem(await send('generate-key-pair'));
}

test('puts a certificate on a card for foreign readers, and refuses every other card and file with a sentence', async () => {
  const secrets = ['--secret', file('first', 'a secret of one\n'), '--secret', file('second', 'another secret\n')];
  const { file: wrapped } = createMaster(['a secret of one', 'another secret'], 2);
  const office = ['--master', file('master.json', JSON.stringify(wrapped)), ...secrets];
  const where = ['--simulator', server.url, '--card', 'blank'];
  const order = { serial: 'T-3', issuerId: 'SE1', holderName: 'Bo Ek', validFrom: '2026-01-01', validTo: '2027-12-31' };
  const personalise = ['card', 'personalise', file('order', JSON.stringify({ ...order, stretchCount: 10 }))];
  const terminal = ['--terminal-key', file('terminal', terminalDigits)];
  const issued = ['--out', join(home, 'issued'), '--allow-reader'];
  const made = await cli(...personalise, ...office, ...terminal, ...issued, ...where);
  expect(made).toMatchObject({ code: 0, answer: { serial: 'T-3' } });

  const publicKey = await useAtDevice('T-3', JSON.parse(readFileSync(made.answer.secrets, 'utf8')).card.pin);
  const right = file('right.pem', certificatePem(certificateFor(publicKey, 'Bo Ek')));
  const loaded = await cli('card', 'certificate', right, ...office, ...where);
  expect(loaded).toMatchObject({
    code: 0,
    error: '',
    answer: { serial: 'T-3', subject: 'CN=Bo Ek', certificate: '01' },
  });

  const otherKey = publicKeyPem(Buffer.concat([Buffer.alloc(255, 0xc3), Buffer.of(1)]));
  const { file: strange } = createMaster(['a secret of one', 'another secret'], 2);
  const otherOffice = ['--master', file('other.json', JSON.stringify(strange)), ...secrets];
  const anna = ['--simulator', server.url, '--card', 'anna'];
  const wrong = file('wrong', certificateFor(otherKey, 'Eve'));
  for (const [words, sentence] of [
    [[wrong, ...office, ...where], 'its key is not the signature key of this card'],
    [[file('text', 'hello'), ...office, ...where], 'expected X.509 in DER or PEM'],
    [[right, ...office, ...anna], 'expected a card of card personalise --allow-reader, got SIM-anna'],
    [[right, ...otherOffice, ...where], 'the proof of the terminal or issuer key is wrong'],
  ] as const) {
    const refused = await cli('card', 'certificate', ...words);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.error).message).toContain(sentence);
  }
});

const certificatePem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;

// The seal methods of the primitives program: OCRA, open-1, Bankgirot and the compression.
import type { PrimitivesModule } from './module.ts';
import { hex, type Op, optionalHex, type Request, text, toHex, wide } from './request.ts';

/** Sentences for OcraError of firmware/shared/ocra-suite.ts. */
const ocraErrors = [
  '',
  'the suite must begin with OCRA-1:',
  'the crypto function must be HOTP-SHA1, HOTP-SHA256 or HOTP-SHA512',
  'the number of digits must be 0 or 4 to 10',
  'the challenge must be QA, QN or QH with a length of 04 to 64',
  "the PIN hash must be PSHA1, PSHA256 or PSHA512, and the given one as long as the suite's",
  'the session length must be S001 to S512, and the given information no longer',
  'the time step must be T1S to T59S, T1M to T59M or T1H to T48H',
  'the suite goes on after its end, or its inputs are out of order',
  'the challenge is empty, too long, or holds a character that its format does not allow',
];

export interface OcraInputs {
  suite: string;
  key: Uint8Array;
  question: string;
  counter?: bigint;
  pinHash?: Uint8Array;
  session?: Uint8Array;
  time?: bigint;
}

const failed = (code: number): Error => new Error(`OCRA: ${ocraErrors[code] ?? `error ${code}`}`);

export function ocra(module: PrimitivesModule, inputs: OcraInputs): string {
  const context = module.reset().context('OCRA_CTX');
  const suiteText = Buffer.from(inputs.suite, 'utf8');
  const suiteAt = module.put(suiteText);
  const suite = module.reserve(32);
  const parseError = module.call('ocraParseSuite', suiteAt, suiteText.length, suite);
  if (parseError !== 0) throw failed(parseError);
  // OcraSuite: hash, digits, counter, format, question length, PIN hash, session length, time step.
  const field = (index: number) => module.view().getUint32(suite + 4 * index, true);
  if (field(2) !== 0 && inputs.counter === undefined)
    throw new Error('OCRA: the suite takes a counter; give "counter"');
  if (field(5) !== 0 && !inputs.pinHash?.length) throw new Error('OCRA: the suite takes a PIN hash; give "pinHash"');
  if (field(7) !== 0 && inputs.time === undefined)
    throw new Error('OCRA: the suite takes a time; give "time", the number of time steps since 1970');

  const question = Buffer.from(inputs.question, 'utf8');
  const pinHash = inputs.pinHash ?? new Uint8Array(0);
  const session = inputs.session ?? new Uint8Array(0);
  const places = [module.put(question), module.put(pinHash), module.put(session), module.put(inputs.key)] as const;
  const input = module.reserve(40);
  const out = module.reserve(64);
  const view = module.view();
  view.setUint32(input, places[0], true);
  view.setUint32(input + 4, question.length, true);
  view.setBigUint64(input + 8, inputs.counter ?? 0n, true);
  view.setBigUint64(input + 16, inputs.time ?? 0n, true);
  view.setUint32(input + 24, places[1], true);
  view.setUint32(input + 28, pinHash.length, true);
  view.setUint32(input + 32, places[2], true);
  view.setUint32(input + 36, session.length, true);
  const key = places[3];
  const error = module.call(
    'ocraCompute',
    context,
    suite,
    suiteAt,
    suiteText.length,
    key,
    inputs.key.length,
    input,
    out,
  );
  if (error !== 0) throw failed(error);
  const digits = field(1);
  if (digits > 0) return Buffer.from(module.take(out, digits)).toString('latin1');
  return toHex(module.take(out, [0, 20, 32, 64][field(0)]!));
}

/** Numbers of the labels as in firmware/shared/open-1.ts. */
const labels: Record<string, number> = { document: 1, issuer: 2, response: 3 };

export function open1(module: PrimitivesModule, label: string, keyDigits: string, data: Uint8Array): string {
  const number = labels[label];
  if (number === undefined) throw new Error(`open-1: expected the label document, issuer or response, got "${label}"`);
  if (!/^\d{35}$/.test(keyDigits)) throw new Error(`open-1: expected a key of 35 digits, got "${keyDigits}"`);
  const context = module.reset().context('OPEN1_CTX');
  const out = module.reserve(18);
  module.call('open1Init', context, module.put(Buffer.from(keyDigits)), number);
  module.call('open1Update', context, module.put(data), data.length);
  module.call('open1Final', context, out);
  return Buffer.from(module.take(out, 18)).toString('latin1');
}

export function compress(module: PrimitivesModule, digits18: string): string {
  if (!/^\d{18}$/.test(digits18)) throw new Error(`compressing: expected 18 digits, got "${digits18}"`);
  const at = module.reset().put(Buffer.from(digits18));
  const out = module.reserve(6);
  module.call('compress18to6', at, out);
  return Buffer.from(module.take(out, 6)).toString('latin1');
}

export function bankgirot(module: PrimitivesModule, key: Uint8Array, data: Uint8Array): Uint8Array {
  const context = module.reset().context('BANKGIROT_CTX');
  const out = module.reserve(16);
  module.call('bankgirotInit', context, module.put(key), key.length);
  module.call('bankgirotUpdate', context, module.put(data), data.length);
  module.call('bankgirotFinal', context, out);
  return module.take(out, 16);
}

function ocraInputs(request: Request): OcraInputs {
  const inputs: OcraInputs = {
    suite: text(request, 'suite'),
    key: hex(request, 'key'),
    question: text(request, 'question'),
    pinHash: optionalHex(request, 'pinHash'),
    session: optionalHex(request, 'session'),
  };
  const given = (name: string) => request[name] !== undefined && request[name] !== null;
  if (given('counter')) inputs.counter = wide(request, 'counter');
  if (given('time')) inputs.time = wide(request, 'time');
  return inputs;
}

export const sealOps: Record<string, Op<PrimitivesModule>> = {
  ocra: (request, module) => ({ response: ocra(module, ocraInputs(request)) }),
  'open-1': (request, module) => {
    const digits18 = open1(module, text(request, 'label'), text(request, 'keyDigits'), hex(request, 'data'));
    return { digits18, digits6: compress(module, digits18) };
  },
  bankgirot: (request, module) => ({ mac: toHex(bankgirot(module, hex(request, 'key'), hex(request, 'data'))) }),
  compress: (request, module) => ({ digits6: compress(module, text(request, 'digits18')) }),
};

// What the bridge never logs: tokens, PINs, responses, contents of documents, seals and keys; also not where things fail.

import { createLog } from '@sigillator/host/bridge/log';
import { expect, test } from 'vitest';
import { declaration } from '../wire/sealing.ts';
import { cardKey } from './fake-device.ts';
import { officeRig } from './office-rig.ts';
import { bearer, bridgeRig, token } from './rig.ts';

test('a whole day in the log names no secret and no content', async () => {
  const rig = await officeRig();
  const { challenge } = (await rig.ask('POST', 'login/challenge', { user: 'anna' })).body;
  const cookie = await rig.enter('anna');
  await rig.ask('POST', 'login', { user: 'anna', response: '918273' });
  const document = Buffer.from(declaration()).toString('base64');
  const payload = { requestId: 'day-1', documents: [{ document, profile: 'tdr041' }] };
  const sealed = (await rig.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload })).json();
  const wrong = { authorization: 'Bearer wrong-token-of-somebody' };
  await rig.app.inject({ method: 'POST', url: '/v1/seals?token=in-the-address', headers: wrong, payload });
  await rig.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload: { ...payload, pin: '481516' } });
  await rig.close();
  const log = rig.log.join('\n');
  expect(rig.log.length).toBeGreaterThan(5);
  const { issuerSeal18, issuerSeal6 } = sealed.seals[0];
  const secrets = [token, 'wrong-token', 'in-the-address', cookie.split('=')[1]!, challenge, '918273', '481516'];
  for (const secret of [...secrets, document, 'COFFEE', '18SE0000000001', cardKey, issuerSeal18, issuerSeal6])
    expect(log, secret).not.toContain(secret);
});

test('a defect is logged with its cause, and told without it', async () => {
  const rig = await bridgeRig();
  rig.app.get('/broken', () => {
    throw new Error('the cause, for the log alone');
  });
  const answer = await rig.app.inject({ url: '/broken', headers: bearer });
  await rig.close();
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'failure' });
  expect(answer.body).not.toContain('for the log alone');
  expect(rig.log.join('\n')).toContain('for the log alone');
});

test('secrets are struck out by name, three levels deep', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  log.info({
    token: 'x1',
    request: { headers: { authorization: 'x2', cookie: 'x3' } },
    login: { pin: 'x4' },
    key: 'x5',
  });
  expect(lines.join()).not.toMatch(/x\d/);
  expect(lines.join().match(/\[secret\]/g)).toHaveLength(5);
});

// Pairing at the keypad, the list of hosts, a clock that a host proposes: what the clerk sees, what the host hears.
import { deviceStates } from '@sigillator/protocol/tables/states';
import type { MachineEvent } from '@sigillator/simulator/input';
import { keyNames } from '@sigillator/simulator/keys';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, now } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, RawHost, said } from './raw-host.ts';
import { beginPairing, calm, desk, openPairing, pairHost, toHosts, wired } from './wired.ts';

describe('pairing', () => {
  let rig: SimRig;
  let begin: () => void;
  let host: RawHost;
  beforeAll(async () => {
    rig = await desk();
    await openPairing(rig);
    host = new RawHost(rig.machine).open();
    host.hello();
    host.shake();
    begin = host.moment();
  });

  test('PK-5.7 host and device show the same six digits, and only the key press pairs them', async () => {
    begin();
    expect(said(host.request('info', {}))).toEqual(['not-paired']);
    const digits = beginPairing(host, 'Office Å number 1');
    const screen = await rig.screen();
    expect(screen).toContain('Same number there?');
    expect(screen).toContain('Office Å number 1');
    expect(screen).toContain(`${digits.slice(0, 3)} ${digits.slice(3)}`);
    expect(said(host.request('info', {}))).toEqual(['not-paired']);
    await calm(rig);
    await act(rig, 'ok');
    expect(said(host.take())).toEqual(['pair-finish']);
    expect(said(host.request('info', {}))).toEqual(['info']);
    await act(rig, 'ok');
    expect(await rig.screen()).toContain('Office Å number 1');
    await rig.power(false);
    await rig.power(true);
    await rig.passTime(5_000);
    const again = new RawHost(rig.machine).open();
    again.hello();
    again.shake();
    expect(said(again.request('info', {}))).toEqual(['info']);
    again.leave();
  });

  test('the cancel key refuses; the third failure closes pairing, whoever caused it', async () => {
    begin();
    for (const round of [1, 2, 3]) {
      beginPairing(host);
      host.take();
      await calm(rig);
      await act(rig, 'cancel');
      expect(said(host.take())).toEqual(['refused']);
      expect(await rig.screen()).toContain(round < 3 ? 'Start pairing' : 'Three tries failed');
    }
    expect(said(host.request('pair-begin', { name: 'Office' }))).toEqual(['pairing-closed']);
    expect(said(host.request('info', {}))).toEqual(['not-paired']);
  });

  test('a host that turns back after it saw the numbers has used a try, before that it has not', async () => {
    begin();
    for (let round = 0; round < 6; round++)
      expect(said(host.request('pair-begin', { name: 'Office' }))).toEqual(['pair-begin']);
    for (const round of [1, 2, 3]) {
      host.request('pair-begin', { name: 'Office' });
      expect(said(host.request('pair-reveal', { random: new Uint8Array(16) }))).toEqual(['pair-reveal']);
      host.close();
      expect(await rig.screen()).toContain(round < 3 ? 'Start pairing' : 'Three tries failed');
      host.open();
      host.hello();
      host.shake();
    }
    expect(said(host.request('pair-begin', { name: 'Office' }))).toEqual(['pairing-closed']);
  });

  test('two minutes close it, also while digits stand there', async () => {
    begin();
    await rig.passTime(110_000);
    expect(await rig.screen()).not.toContain('in time');
    beginPairing(host);
    host.take();
    await rig.passTime(12_000);
    expect(await rig.screen()).toContain('No host was paired in');
    expect(said(host.take())).toEqual(['timed-out']);
    expect(said(host.request('pair-begin', { name: 'Office' }))).toEqual(['pairing-closed']);
  });

  test('steps out of order fail and change nothing', async () => {
    begin();
    expect(said(host.request('pair-reveal', { random: new Uint8Array(16) }))).toEqual(['pairing-failed']);
    expect(said(host.request('pair-finish', {}))).toEqual(['pairing-failed']);
    host.request('pair-begin', { name: 'Office' });
    expect(said(host.request('pair-finish', {}))).toEqual(['pairing-failed']);
    host.request('pair-reveal', { random: new Uint8Array(16) });
    // Another number of the host after it has seen the device's would be a second guess.
    expect(said(host.request('pair-reveal', { random: new Uint8Array(16).fill(1) }))).toEqual(['pairing-failed']);
    expect(await rig.screen()).toContain('Start pairing');
  });

  test('a name must be one line that the display can show', () => {
    begin();
    for (const name of ['', ' Office', 'Office ', 'a\nb', '\u03a9', 'a\u00ad', '\u0085', 'a\u00a0b'])
      expect(said(host.request('pair-begin', { name })), JSON.stringify(name)).toEqual(['bad-field']);
    for (const name of ['a', 'Ö', 'Twenty characters ok'])
      expect(said(host.request('pair-begin', { name })), name).toEqual(['pair-begin']);
  });

  test('no key counts in the first half second of what a host brought up', async () => {
    begin();
    beginPairing(host);
    host.take();
    await rig.press('ok');
    rig.machine.settle();
    expect(await rig.screen()).toContain('Same number there?');
    expect(said(host.take())).toEqual([]);
    await calm(rig);
    await act(rig, 'ok');
    expect(said(host.take())).toEqual(['pair-finish']);
  });

  test('a third of eight hosts is removed at the keypad; then there is room for one more', async () => {
    begin();
    await act(rig, 'cancel');
    for (const key of ['cancel', 'cancel', 'cancel']) await act(rig, key);
    for (let fill = 20; fill < 28; fill++) await pairHost(rig, host, `Host ${fill}`, keyOf(fill));
    for (const key of toHosts) await act(rig, key);
    expect(await rig.screen()).toContain('1/8');
    await act(rig, 'up');
    expect(await rig.screen()).toContain('8/8');
    for (const key of ['down', 'down', 'down']) await act(rig, key);
    expect(await rig.screen()).toContain('Host 22');
    await act(rig, 'ok');
    expect(await rig.screen()).toContain('Remove this host?');
    await act(rig, 'cancel');
    for (const key of ['down', 'down', 'ok', 'ok', 'ok']) await act(rig, key);
    expect(await rig.screen()).toContain('1/7');
    host.shake(keyOf(22));
    expect(said(host.request('info', {}))).toEqual(['not-paired']);
    host.shake(keyOf(23));
    expect(said(host.request('info', {}))).toEqual(['info']);
    await act(rig, 'up');
    expect(await rig.screen()).toContain('more host.');
    await act(rig, 'ok');
    host.shake(keyOf(22));
    // The name of another host cannot be taken; its own can.
    expect(said(host.request('pair-begin', { name: 'Host 23' }))).toEqual(['bad-field']);
    expect(said(host.request('pair-begin', { name: 'Host 22' }))).toEqual(['pair-begin']);
  }, 30_000);
});

describe('what a paired host may ask', () => {
  let rig: SimRig;
  let host: RawHost;
  let begin: () => void;
  beforeAll(async () => {
    ({ rig, host } = await wired());
    begin = host.moment();
  });

  test('a device whose clock does not keep the time answers the key press with an error', async () => {
    begin();
    const { rtc } = rig.machine;
    rig.machine.input({ kind: 'battery-out' });
    rtc.write = () => {};
    host.request('clock-set', { time: now + 86_400 });
    await calm(rig);
    await act(rig, 'ok');
    expect(said(host.take())).toEqual(['clock-refused']);
    Reflect.deleteProperty(rtc, 'write');
  });

  test('a clock is set by the key press, with old and new time and the host shown', async () => {
    begin();
    expect(said(host.request('clock-set', { time: now + 86_400 }))).toEqual(['progress']);
    const screen = await rig.screen();
    expect(screen).toContain('Set the clock?');
    expect(screen).toContain('Office');
    expect(rig.machine.rtc.read()).toBeLessThan(now + 80_000);
    await calm(rig);
    await act(rig, 'ok');
    expect(said(host.take())).toEqual(['clock-set']);
    expect(rig.machine.rtc.read()).toBeGreaterThanOrEqual(now + 86_400);
    expect(await rig.screen()).toContain('Put your card in');
  });

  test('refused, cancelled, out of time or left alone: one answer each, and the clock stays', async () => {
    const endings: [string, () => Promise<void> | void, string[]][] = [
      ['the cancel key', () => act(rig, 'cancel'), ['refused']],
      ['cancel by the host', () => expectCancel(), ['cancelled', 'cancel']],
      ['nobody at the keypad', () => rig.passTime(125_000), ['timed-out']],
      ['unpair', () => void host.bytes(host.sealed(Uint8Array.of(0xa2, 0, 13, 1, 0x18, 99))), ['cancelled', 'unpair']],
    ];
    for (const [title, end, answers] of endings) {
      begin();
      host.request('clock-set', { time: now + 86_400 });
      await calm(rig);
      await end();
      expect(said(host.take()), title).toEqual(answers);
      await rig.passTime(300_000);
      expect(said(host.take()), title).toEqual([]);
      expect(await rig.screen(), title).toContain('Put your card in');
      expect(rig.machine.rtc.read(), title).toBeLessThan(now + 80_000);
    }
    function expectCancel(): void {
      host.bytes(host.sealed(Uint8Array.of(0xa2, 0, 9, 1, 0x18, 77)));
    }
  });

  test('a second question is locked while one waits, reading goes on, and an unplugged host is forgotten', async () => {
    begin();
    host.request('clock-set', { time: now + 86_400 });
    expect(said(host.request('clock-set', { time: now + 90_000 }))).toEqual(['locked']);
    expect(said(host.request('info', {}))).toEqual(['info']);
    expect(said(host.request('card', {}))).toEqual(['card']);
    expect(said(host.request('language-set', { language: 0 }))).toEqual(['busy']);
    expect(await rig.screen()).toContain('Set the clock?');
    host.close();
    expect(await rig.screen()).toContain('Put your card in');
  });

  test('times before the newest row, or that no clock has, are refused without a question', () => {
    begin();
    for (const time of [0, 1, 1_500_000_000, 4_200_000_000])
      expect(said(host.request('clock-set', { time }))).toEqual(['clock-refused']);
  });

  test('the language changes at rest, and not in the middle of anything', async () => {
    begin();
    expect(said(host.request('language-set', { language: 2 }))).toEqual(['language-set']);
    expect(await rig.screen()).toContain('Insérez votre carte');
    expect(said(host.request('language-set', { language: 3 }))).toEqual(['bad-field']);
    await act(rig, 'menu');
    expect(said(host.request('language-set', { language: 0 }))).toEqual(['busy']);
    expect(said(host.request('clock-set', { time: now }))).toEqual(['busy']);
  });

  test('removed at the keypad, a host in session is a stranger at once', async () => {
    begin();
    for (const key of [...toHosts, 'ok', 'ok']) await act(rig, key);
    expect(said(host.request('info', {}))).toEqual(['not-paired']);
  });

  test('in the screens that hosts bring up, only the keys of their table are taken', async () => {
    begin();
    await everyKey('HostRemove', async () => {
      for (const key of [...toHosts, 'ok']) await act(rig, key);
    });
    begin();
    await everyKey('ClockAsked', async () => {
      host.request('clock-set', { time: now + 86_400 });
      await calm(rig);
    });
    begin();
    await everyKey('PairDigits', async () => {
      await openPairing(rig);
      beginPairing(host);
      await calm(rig);
    });
  });

  async function everyKey(state: string, reach: () => Promise<void>): Promise<void> {
    await reach();
    const here = host.moment();
    const events = ['Ok', 'Cancel', 'Back', 'Up', 'Down', 'Menu'];
    for (const [number, key] of keyNames.entries()) {
      const tones: number[] = [];
      const listen = (event: MachineEvent): void => {
        if (event.kind === 'beep') tones.push(event.hertz);
      };
      rig.machine.listeners.add(listen);
      await rig.press(key);
      rig.machine.listeners.delete(listen);
      const event = number < 10 ? 'Digit' : events[number - 10]!;
      const taken = deviceStates[state]!.on[event as 'Ok'] !== undefined;
      expect(tones[0], `${state}: ${key}`).toBe(taken ? 2000 : 400);
      here();
    }
  }
});

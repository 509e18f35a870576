// The wires between the emulated chip and its display and clock: each byte takes its time at 400 kHz. Called by pico.ts.
import { I2CMode, type RP2040 } from 'rp2040js';

export interface I2cPart {
  readonly address: number;
  start(write: boolean): void;
  write(byte: number): void;
  read(): number;
}

/** Nine clocks. */
const BYTE_NANOS = 22_500;
/** Register IC_INTR_MASK, which rp2040js lacks, and its bit for a send buffer that wants more. */
const INTR_MASK = 0x30;
const TX_EMPTY = 0x10;

export function wireI2c(rp: RP2040, parts: I2cPart[]): void {
  const bus = rp.i2c[0]!;
  const inside = bus as unknown as { txFIFO: { itemCount: number }; setInterrupts(mask: number): void };
  const write = bus.writeUint32.bind(bus);
  bus.writeUint32 = (offset, value) => {
    if (offset !== INTR_MASK) return write(offset, value);
    bus.intEnable = value;
    if (inside.txFIFO.itemCount <= bus.txThreshold) inside.setInterrupts(TX_EMPTY);
    bus.checkInterrupts();
  };
  let chosen: I2cPart | undefined;
  let then: () => void = () => {};
  const alarm = rp.clock.createAlarm(() => then());
  const later = (act: () => void): void => {
    then = act;
    alarm.schedule(BYTE_NANOS);
  };
  bus.onConnect = (address, mode) => {
    chosen = parts.find((part) => part.address === address);
    chosen?.start(mode === I2CMode.Write);
    later(() => bus.completeConnect(chosen !== undefined));
  };
  bus.onWriteByte = (byte) => {
    chosen?.write(byte);
    later(() => bus.completeWrite(true));
  };
  bus.onReadByte = () => later(() => bus.completeRead(chosen?.read() ?? 0xff));
}

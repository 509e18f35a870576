// Makes the emulated core as strict as the real one: unaligned access, access to nothing and to flash whose controller is
// busy with a command are complaints, while rp2040js lets them pass. Memory is read through views of its arrays, which is also faster. Called by pico.ts.
import type { RP2040 } from 'rp2040js';
import { isBootRom } from './boot-rom.ts';

/** `flash.readable`: the controller is set up for reading, as boot2 leaves it. */
export function makeStrict(rp: RP2040, flash: { readable: boolean }, complain: (text: string) => void): void {
  const { core } = rp;
  const [flash16, flash32] = [new Uint16Array(rp.flash.buffer), new Uint32Array(rp.flash.buffer)];
  const [ram16, ram32] = [new Uint16Array(rp.sram.buffer), new Uint32Array(rp.sram.buffer)];
  const ramEnd = 0x20000000 + rp.sram.length;
  const inFlash = (address: number): boolean => address >= 0x10000000 && address < 0x11000000;
  const inRam = (address: number): boolean => address >= 0x20000000 && address < ramEnd;
  const check = (verb: string, address: number, size: number): void => {
    const place = `${verb} of ${size} bytes at ${(address >>> 0).toString(16)} from ${core.PC.toString(16)}`;
    if (address % size !== 0) complain(`unaligned ${place}`);
    else if (address >>> 0 < 0x10000000 && !isBootRom(address)) complain(`${place}, where nothing is`);
    else if (!flash.readable && address >>> 0 < 0x14000000) complain(`${place}, while flash cannot be read`);
  };
  core.readUint32 = (address) => {
    if ((address & 3) === 0 && inRam(address)) return ram32[(address - 0x20000000) >>> 2]!;
    if ((address & 3) === 0 && flash.readable && inFlash(address)) return flash32[(address - 0x10000000) >>> 2]!;
    check('read', address, 4);
    return rp.readUint32(address);
  };
  core.readUint16 = (address) => {
    if ((address & 1) === 0 && flash.readable && inFlash(address)) return flash16[(address - 0x10000000) >>> 1]!;
    if ((address & 1) === 0 && inRam(address)) return ram16[(address - 0x20000000) >>> 1]!;
    check('read', address, 2);
    return rp.readUint16(address);
  };
  core.readUint8 = (address) => {
    if (inRam(address)) return rp.sram[address - 0x20000000]!;
    check('read', address, 1);
    return address >>> 24 === 0x13 ? rp.flash[address & 0xffffff]! : rp.readUint8(address);
  };
  core.writeUint32 = (address, value) => {
    if ((address & 3) === 0 && inRam(address)) ram32[(address - 0x20000000) >>> 2] = value;
    else {
      check('write', address, 4);
      if (inFlash(address)) complain(`write to flash at ${address.toString(16)}`);
      rp.writeUint32(address, value);
    }
  };
  core.writeUint16 = (address, value) => {
    if ((address & 1) === 0 && inRam(address)) ram16[(address - 0x20000000) >>> 1] = value;
    else {
      check('write', address, 2);
      rp.writeUint16(address, value);
    }
  };
  core.writeUint8 = (address, value) => {
    if (inRam(address)) rp.sram[address - 0x20000000] = value;
    else {
      check('write', address, 1);
      rp.writeUint8(address, value);
    }
  };
}

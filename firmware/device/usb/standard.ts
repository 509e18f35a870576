// Standard requests: descriptors, configuration, settings, halts. Called by usb.ts. USB 2.0, 9.4.
import {
  BOS_DESCRIPTOR, BOS_DESCRIPTOR_LENGTH, BULK_IN, BULK_INTERFACE, BULK_OUT, BULK_SETTING, CONFIGURATION_DESCRIPTOR,
  CONFIGURATION_DESCRIPTOR_LENGTH, DEVICE_DESCRIPTOR, DEVICE_DESCRIPTOR_LENGTH, INTERFACE_COUNT, SERIAL_IN,
  SERIAL_NOTIFICATION, SERIAL_OUT,
} from '../../../protocol/generated/firmware/usb';
import { Port, usbHalt, usbPort } from '../board';
import { done, give, setup, STALL } from './request';
import { serialClose } from './serial';
import { stringDescriptor } from './strings';

const enum To {
  Device = 0x00,
  Interface = 0x01,
  Endpoint = 0x02,
}

/** bRequest, with the direction of the type above it (0x100: to the host). */
const enum Ask {
  ClearFeature = 0x01,
  SetFeature = 0x03,
  SetConfiguration = 0x09,
  SetInterface = 0x0b,
  GetStatus = 0x100,
  GetDescriptor = 0x106,
  GetConfiguration = 0x108,
  GetInterface = 0x10a,
}

const enum Descriptor {
  Device = 1,
  Configuration = 2,
  String = 3,
  Bos = 15,
}

const RECIPIENT: u32 = 0x1f;
const TO_HOST: u32 = 0x80;
const ENDPOINT_HALT: u32 = 0;

const bytes: usize = memory.data(2, 4);
let configuration: u32 = 0;
let setting: u32 = 0;
/** Halted endpoints, a bit each: see `bitOf`. */
let halted: u32 = 0;

export function standardReset(): void {
  configuration = 0;
  setting = 0;
  halted = 0;
}

export function standardRequest(): i32 {
  const to = <u32>setup.type & RECIPIENT;
  const value = <u32>setup.value;
  const index = <u32>setup.index;
  switch (<u32>setup.request | ((<u32>setup.type & TO_HOST) << 1)) {
    case Ask.GetDescriptor:
      return to == To.Device ? descriptor(value >> 8, value & 0xff) : STALL;
    case Ask.SetConfiguration:
      return to == To.Device ? configure(value) : STALL;
    case Ask.GetConfiguration:
      return to == To.Device ? word(configuration, 1) : STALL;
    case Ask.SetInterface:
      return to == To.Interface ? select(index, value) : STALL;
    case Ask.GetInterface:
      return to == To.Interface && isInterface(index) ? word(index == BULK_INTERFACE ? setting : 0, 1) : STALL;
    case Ask.GetStatus:
      return status(to, index);
    case Ask.SetFeature:
      return to == To.Endpoint && value == ENDPOINT_HALT ? halt(index, true) : STALL;
    case Ask.ClearFeature:
      return to == To.Endpoint && value == ENDPOINT_HALT ? halt(index, false) : STALL;
    default:
      return STALL;
  }
}

function descriptor(kind: u32, index: u32): i32 {
  switch (kind) {
    case Descriptor.Device:
      return give(DEVICE_DESCRIPTOR, DEVICE_DESCRIPTOR_LENGTH);
    case Descriptor.Configuration:
      return index == 0 ? give(CONFIGURATION_DESCRIPTOR, CONFIGURATION_DESCRIPTOR_LENGTH) : STALL;
    case Descriptor.String:
      return stringDescriptor(index);
    case Descriptor.Bos:
      return give(BOS_DESCRIPTOR, BOS_DESCRIPTOR_LENGTH);
    default:
      return STALL;
  }
}

function configure(value: u32): i32 {
  if (value > 1) return STALL;
  closeBulk();
  serialClose();
  standardReset();
  configuration = value;
  freeBulk();
  freeSerial();
  return done();
}

function isInterface(index: u32): bool {
  return configuration == 1 && index < INTERFACE_COUNT;
}

/** A setting chosen anew, even the same one, is a port opened anew. */
function select(index: u32, value: u32): i32 {
  if (!isInterface(index)) return STALL;
  if (index != BULK_INTERFACE) {
    if (value != 0) return STALL;
    freeSerial();
    return done();
  }
  if (value > BULK_SETTING) return STALL;
  closeBulk();
  freeBulk();
  if (value == BULK_SETTING && usbPort(Port.UsbBulk, 1) == 0) return STALL;
  setting = value;
  return done();
}

function closeBulk(): void {
  if (setting != 0) usbPort(Port.UsbBulk, 0);
  setting = 0;
}

/** What a configuration or a setting chooses begins anew (9.1.1.5): no halt, DATA0. */
function freeBulk(): void {
  free(BULK_OUT);
  free(BULK_IN);
}

function freeSerial(): void {
  free(SERIAL_OUT);
  free(SERIAL_IN);
  free(SERIAL_NOTIFICATION);
}

function free(address: u32): void {
  halted &= ~bitOf(address);
  usbHalt(address, 0);
}

function status(to: u32, index: u32): i32 {
  if (to == To.Device) return word(0, 2);
  if (to == To.Interface) return isInterface(index) ? word(0, 2) : STALL;
  if (to != To.Endpoint || !isEndpoint(index)) return STALL;
  return word((halted & bitOf(index)) != 0 ? 1 : 0, 2);
}

function halt(address: u32, on: bool): i32 {
  if (!isEndpoint(address) || (address & 0x0f) == 0) return STALL;
  if (!on) {
    free(address);
    return done();
  }
  halted |= bitOf(address);
  usbHalt(address, 1);
  return done();
}

/** Bits 0 to 15 are endpoints to the device, 16 to 31 to the host. */
function bitOf(address: u32): u32 {
  return 1 << ((address & 0x0f) | ((address & 0x80) >> 3));
}

function isEndpoint(address: u32): bool {
  switch (address) {
    case 0x00:
    case 0x80:
      return true;
    case BULK_OUT:
    case BULK_IN:
      return setting == BULK_SETTING;
    case SERIAL_OUT:
    case SERIAL_IN:
    case SERIAL_NOTIFICATION:
      return configuration == 1;
    default:
      return false;
  }
}

function word(value: u32, length: u32): i32 {
  store<u16>(bytes, <u16>value);
  return give(bytes, length);
}

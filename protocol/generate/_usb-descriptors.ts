// The bytes of the USB descriptors, from the table. USB 2.0 chapter 9, interface association ECN, CDC 1.2 with PSTN 1.2,
// USB 3.2 9.6.2 (BOS), WebUSB, Microsoft OS 2.0. Called by usb.ts.
import { usb } from '../tables/usb.ts';
import { version } from './version.ts';

const { bulk, serialControl, serialData } = usb.interfaces;

export const u16 = (value: number): number[] => [value & 0xff, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const wide = (text: string): number[] => [...Buffer.from(text, 'utf16le')];
/** A UUID with its first three groups low byte first. */
function uuid(text: string): number[] {
  const bytes = [...Buffer.from(text.replaceAll('-', ''), 'hex')];
  return [
    ...bytes.slice(0, 4).reverse(),
    ...bytes.slice(4, 6).reverse(),
    ...bytes.slice(6, 8).reverse(),
    ...bytes.slice(8),
  ];
}

/** Index -> text; 3, the serial number, is the device's own. */
export const strings: readonly (string | null)[] = [usb.manufacturer, usb.product, null, bulk.name, serialControl.name];
const serialIndex = strings.indexOf(null) + 1;
const index = (text: string): number => strings.indexOf(text) + 1;

const versionUsb = 0x0210;
const packetZero = 64;

/** bcdDevice (USB 2.0, 9.6.1) has two digits for major, one each for minor and patch; above 9 these stay 9. */
export function releaseOf(text: string): number[] {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  const digit = (number: number): number => Math.min(number, 9);
  return [(digit(minor) << 4) | digit(patch), (digit(Math.floor(major / 10)) << 4) | (major % 10)];
}

export const device = [
  ...[18, 1, ...u16(versionUsb), 0xef, 0x02, 0x01, packetZero],
  ...[...u16(usb.vendorId), ...u16(usb.productId), ...releaseOf(version)],
  ...[index(usb.manufacturer), index(usb.product), serialIndex, 1],
];

const anInterface = (number: number, setting: number, endpoints: number, kind: [number, number, number], name = 0) => [
  ...[9, 4, number, setting, endpoints, ...kind, name],
];
const BULK = 2;
const INTERRUPT = 3;
const endpoint = (address: number, kind: number, packet: number, interval = 0): number[] => [
  ...[7, 5, address, kind, ...u16(packet), interval],
];

const abstractControl: [number, number, number] = [serialControl.class, 2, 0];
const interfaces = [
  ...anInterface(bulk.number, 0, 0, [bulk.class, 0, 0], index(bulk.name)),
  ...anInterface(bulk.number, bulk.setting, 2, [bulk.class, 0, 0], index(bulk.name)),
  ...endpoint(bulk.out, BULK, bulk.packet),
  ...endpoint(bulk.in, BULK, bulk.packet),
  // The association of the two serial interfaces.
  ...[8, 11, serialControl.number, 2, ...abstractControl, index(serialControl.name)],
  ...anInterface(serialControl.number, 0, 1, abstractControl, index(serialControl.name)),
  ...[5, 0x24, 0, ...u16(0x0110)], // header
  ...[5, 0x24, 1, 0, serialData.number], // no call management
  ...[4, 0x24, 2, 0x02], // takes line coding and control line state
  ...[5, 0x24, 6, serialControl.number, serialData.number], // union
  ...endpoint(serialControl.notification, INTERRUPT, serialControl.packet, 16),
  ...anInterface(serialData.number, 0, 2, [serialData.class, 0, 0]),
  ...endpoint(serialData.out, BULK, serialData.packet),
  ...endpoint(serialData.in, BULK, serialData.packet),
];
const interfaceCount = 3;
const busPowered = 0x80;
export const configuration = [
  ...[9, 2, ...u16(9 + interfaces.length), interfaceCount, 1, 0, busPowered, usb.milliamperes / 2],
  ...interfaces,
];

/** Windows 8.1, the first that reads these. */
const windows = u32(0x06030000);
const compatible = [...u16(20), ...u16(3), ...Buffer.from('WINUSB\0\0'), ...Buffer.alloc(8)];
const propertyName = wide('DeviceInterfaceGUIDs\0');
const propertyValue = wide(`${usb.windowsInterfaceGuid}\0\0`);
const multiText = 7;
const property = [
  ...[...u16(10 + propertyName.length + propertyValue.length), ...u16(4), ...u16(multiText)],
  ...[...u16(propertyName.length), ...propertyName, ...u16(propertyValue.length), ...propertyValue],
];
const features = [...compatible, ...property];
const ofFunction = [...u16(8), ...u16(2), bulk.number, 0, ...u16(8 + features.length), ...features];
const ofConfiguration = [...u16(8), ...u16(1), 0, 0, ...u16(8 + ofFunction.length), ...ofFunction];
export const microsoft = [...u16(10), ...u16(0), ...windows, ...u16(10 + ofConfiguration.length), ...ofConfiguration];

const noLandingPage = 0;
const capabilities = [
  ...[24, 16, 5, 0, ...uuid('3408b638-09a9-47a0-8bfd-a0768815b665')],
  ...[...u16(0x0100), usb.webUsbVendorCode, noLandingPage],
  ...[28, 16, 5, 0, ...uuid('d8dd60df-4589-4cc7-9cd2-659d9e648a9f')],
  ...[...windows, ...u16(microsoft.length), usb.microsoftVendorCode, 0],
];
export const binaryObjects = [5, 15, ...u16(5 + capabilities.length), 2, ...capabilities];

export const englishOnly = [4, 3, ...u16(0x0409)];
export const stringDescriptor = (text: string): number[] => [2 + 2 * text.length, 3, ...wide(text)];

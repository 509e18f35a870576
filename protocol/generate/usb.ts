// Writes the USB descriptors for firmware/device/usb. Called by protocol/generate.ts.
import type { GeneratedFile } from '../generate.ts';
import { usb } from '../tables/usb.ts';
import {
  binaryObjects,
  configuration,
  device,
  englishOnly,
  microsoft,
  stringDescriptor,
  strings,
} from './_usb-descriptors.ts';

function constant(name: string, about: string, bytes: readonly number[]): string[] {
  const list = bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ');
  return [
    `/** ${about} */`,
    `export const ${name}: usize = memory.data<u8>([${list}]);`,
    `export const ${name}_LENGTH: u32 = ${bytes.length};`,
    '',
  ];
}

export function generate(): GeneratedFile[] {
  const { bulk, serialControl, serialData } = usb.interfaces;
  // String descriptors one behind the other, each beginning with its length; an empty one stands for the serial number.
  const table = [englishOnly, ...strings.map((text) => (text === null ? [0] : stringDescriptor(text)))];
  const text = [
    '// USB descriptors and numbers. Generated from protocol/tables/usb.ts by protocol/generate/usb.ts; do not edit.',
    ...constant('DEVICE_DESCRIPTOR', 'What the device is.', device),
    ...constant('CONFIGURATION_DESCRIPTOR', 'Its one configuration, with interfaces and endpoints.', configuration),
    ...constant('BOS_DESCRIPTOR', 'Where browsers and Windows find their descriptors.', binaryObjects),
    ...constant('MICROSOFT_DESCRIPTOR', 'Microsoft OS 2.0: WinUSB for the bulk interface.', microsoft),
    ...constant('STRING_DESCRIPTORS', 'One behind the other, each beginning with its length.', table.flat()),
    `export const STRING_COUNT: u32 = ${table.length};`,
    `export const STRING_SERIAL: u32 = ${strings.indexOf(null) + 1};`,
    `export const MICROSOFT_VENDOR_CODE: u32 = ${usb.microsoftVendorCode};`,
    `export const BULK_INTERFACE: u32 = ${bulk.number};`,
    `export const BULK_SETTING: u32 = ${bulk.setting};`,
    `export const BULK_OUT: u32 = ${bulk.out};`,
    `export const BULK_IN: u32 = ${bulk.in};`,
    `export const SERIAL_CONTROL_INTERFACE: u32 = ${serialControl.number};`,
    `export const SERIAL_NOTIFICATION: u32 = ${serialControl.notification};`,
    `export const SERIAL_OUT: u32 = ${serialData.out};`,
    `export const SERIAL_IN: u32 = ${serialData.in};`,
    `export const INTERFACE_COUNT: u32 = 3;`,
    '',
  ].join('\n');
  return [{ path: 'protocol/generated/firmware/usb.ts', text }];
}

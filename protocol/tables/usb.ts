// USB identity, interfaces and endpoints; the release that a device tells is the firmware's version. The vendor id is the
// one pid.codes lends for tests; a product needs its own.

export const usb = {
  vendorId: 0x1209,
  productId: 0x0001,
  deviceClass: 'miscellaneous device with interface association (EF 02 01)',
  manufacturer: 'Sigillator project',
  product: 'Sigillator',
  milliamperes: 100,
  interfaces: {
    /**
     * Vendor class, bulk both ways: WebUSB and WinUSB need no driver. Setting 0 has no endpoints, so that a program opens
     * the port by selecting setting 1, and the system selects 0 again when the program ends, however it ends.
     */
    bulk: { number: 0, setting: 1, class: 0xff, out: 0x01, in: 0x81, packet: 64, name: 'Sigillator requests' },
    /** CDC-ACM: control interface with its notification endpoint, data interface. */
    serialControl: { number: 1, class: 0x02, notification: 0x82, packet: 8, name: 'Sigillator serial' },
    serialData: { number: 2, class: 0x0a, out: 0x03, in: 0x83, packet: 64 },
  },
  /** bRequest values that browsers and Windows use to fetch their descriptors. */
  webUsbVendorCode: 0x01,
  microsoftVendorCode: 0x02,
  /** By which Windows programs find the bulk interface. */
  windowsInterfaceGuid: '{6D0C1F0E-5C0B-4B0A-9E39-7B1E0A8C52D4}',
} as const;

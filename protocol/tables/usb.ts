// USB identity, interfaces and endpoints. The vendor id is the one pid.codes lends for tests; a product needs its own.

export const usb = {
  vendorId: 0x1209,
  productId: 0x0001,
  deviceClass: 'miscellaneous device with interface association (EF 02 01)',
  manufacturer: 'Sigillator project',
  product: 'Sigillator',
  interfaces: {
    /** Vendor class, bulk both ways: WebUSB and WinUSB need no driver. */
    bulk: { number: 0, class: 0xff, out: 0x01, in: 0x81, packet: 64 },
    /** CDC-ACM: control interface with its notification endpoint, data interface. */
    serialControl: { number: 1, class: 0x02, notification: 0x82, packet: 8 },
    serialData: { number: 2, class: 0x0a, out: 0x03, in: 0x83, packet: 64 },
  },
  /** bRequest values that browsers and Windows use to fetch their descriptors. */
  webUsbVendorCode: 0x01,
  microsoftVendorCode: 0x02,
} as const;

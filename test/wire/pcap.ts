// Writes a capture file with one TCP packet a segment, raw IPv4, for tshark.

export interface Segment {
  /** From the host to the device, whose port is the one given. */
  up: boolean;
  bytes: Uint8Array;
}

const RAW_IP = 101;
const CLIENT_PORT = 50_000;
const IP_HEADER = 20;
const TCP_HEADER = 20;

export function pcapOf(segments: readonly Segment[], port: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, 0xa1b2c3d4, true);
  header.setUint16(4, 2, true);
  header.setUint16(6, 4, true);
  header.setUint32(16, 65_535, true);
  header.setUint32(20, RAW_IP, true);
  const sequence = { up: 1, down: 1 };
  const parts: Uint8Array[] = [new Uint8Array(header.buffer)];
  for (const [index, { up, bytes }] of segments.entries()) {
    const packet = packetOf(bytes, up, port, up ? sequence.up : sequence.down, up ? sequence.down : sequence.up);
    sequence[up ? 'up' : 'down'] += bytes.length;
    const record = new DataView(new ArrayBuffer(16));
    record.setUint32(0, index, true);
    record.setUint32(8, packet.length, true);
    record.setUint32(12, packet.length, true);
    parts.push(new Uint8Array(record.buffer), packet);
  }
  return Buffer.concat(parts);
}

function packetOf(bytes: Uint8Array, up: boolean, port: number, sequence: number, acknowledged: number): Uint8Array {
  const packet = new Uint8Array(IP_HEADER + TCP_HEADER + bytes.length);
  const view = new DataView(packet.buffer);
  packet[0] = 0x45;
  view.setUint16(2, packet.length);
  packet[8] = 64;
  packet[9] = 6;
  const [host, device] = [0x7f000001, 0x7f000002];
  view.setUint32(12, up ? host : device);
  view.setUint32(16, up ? device : host);
  view.setUint16(20, up ? CLIENT_PORT : port);
  view.setUint16(22, up ? port : CLIENT_PORT);
  view.setUint32(24, sequence);
  view.setUint32(28, acknowledged);
  packet[32] = (TCP_HEADER / 4) << 4;
  packet[33] = 0x18; // PSH ACK
  view.setUint16(34, 0xffff);
  packet.set(bytes, IP_HEADER + TCP_HEADER);
  return packet;
}

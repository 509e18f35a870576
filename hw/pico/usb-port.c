/* The two USB ports, bulk and serial: a ring of bytes each way between the firmware and a pair of endpoints. The host hears NAK
   while there is no room for a packet, so that no byte is lost. */
#include "usb.h"
#include "registers.h"
#include "ring.h"

/* Endpoints of port 0 are 2 and 3, of port 1 are 6 and 7. */
#define TO_HOST(port) (4u * (port) + 2u)
#define TO_DEVICE(port) (4u * (port) + 3u)
#define PORT_OF(n) ((n) >> 2)

typedef struct {
  ring_t in, out;
  /* Length of the packet that lies in the buffer for the host, if one does. */
  uint32_t packet;
  bool loaded;
  /* The last packet was full: a host that asked for more waits for one that is not (USB 2.0, 5.8.3). */
  bool last_full;
  bool open, wants_room;
  /* What the firmware has not been told yet. */
  volatile bool opened, closed, arrived;
} port_t;

static port_t ports[USB_PORTS];

static void drain(uint32_t port) {
  const port_t* p = &ports[port];
  if (!p->open || !usb_is_free(TO_DEVICE(port)) || ring_room(&p->in) < USB_PACKET) return;
  usb_arm(TO_DEVICE(port), USB_PACKET);
}

static void fill(uint32_t port) {
  port_t* p = &ports[port];
  if (!p->open || !usb_is_free(TO_HOST(port))) return;
  if (!p->loaded) {
    const uint32_t waiting = ring_held(&p->out);
    const uint32_t count = waiting < USB_PACKET ? waiting : USB_PACKET;
    if (count == 0 && !p->last_full) return;
    ring_read(&p->out, (uint8_t*)usb_buffer(TO_HOST(port)), count);
    p->last_full = count == USB_PACKET;
    p->packet = count;
    p->loaded = true;
  }
  usb_arm(TO_HOST(port), p->packet);
}

void usb_port_resume(uint32_t n) {
  if (PORT_OF(n) >= USB_PORTS) return;
  if (n == TO_HOST(PORT_OF(n))) fill(PORT_OF(n));
  else if (n == TO_DEVICE(PORT_OF(n))) drain(PORT_OF(n));
}

void usb_port_done(uint32_t n) {
  port_t* p = &ports[PORT_OF(n)];
  if ((n & 1) == 0) p->loaded = false;
  else {
    ring_write(&p->in, (const uint8_t*)usb_buffer(n), usb_received(n));
    p->arrived = true;
  }
  usb_port_resume(n);
}

void usb_port_close(uint32_t port) {
  port_t* p = &ports[port];
  p->closed = p->closed || (p->open && !p->opened);
  p->open = p->opened = p->wants_room = p->last_full = false;
  usb_revoke(TO_HOST(port));
  usb_revoke(TO_DEVICE(port));
  ring_clear(&p->in);
  ring_clear(&p->out);
  p->arrived = p->loaded = false;
}

bool usb_port(uint32_t port, bool open) {
  if (port >= USB_PORTS) return false;
  interrupts_off();
  usb_port_close(port);
  ports[port].open = ports[port].opened = open;
  drain(port);
  interrupts_on();
  return true;
}

bool usb_port_waits(void) {
  for (uint32_t i = 0; i < USB_PORTS; i++)
    if (ports[i].opened || ports[i].closed || ports[i].arrived) return true;
  return false;
}

static bool taken(volatile bool* flag) {
  const bool was = *flag;
  if (was) *flag = false;
  return was;
}

void usb_port_closings(void (*tell)(uint32_t event, uint32_t argument)) {
  for (uint32_t i = 0; i < USB_PORTS; i++)
    if (taken(&ports[i].closed)) tell(Event_PortClosed, i);
}

void usb_port_news(void (*tell)(uint32_t event, uint32_t argument)) {
  for (uint32_t i = 0; i < USB_PORTS; i++) {
    port_t* p = &ports[i];
    if (taken(&p->opened)) tell(Event_PortOpened, i);
    if (taken(&p->arrived)) tell(Event_PortReadable, i);
    if (!p->wants_room || ring_room(&p->out) < RING_BYTES / 2) continue;
    p->wants_room = false;
    tell(Event_PortWritable, i);
  }
}

uint32_t usb_send(uint32_t port, const uint8_t* from, uint32_t length) {
  port_t* p = &ports[port];
  uint32_t count = 0;
  interrupts_off();
  if (p->open) {
    count = ring_write(&p->out, from, length);
    p->wants_room = count < length;
    fill(port);
  }
  interrupts_on();
  return count;
}

uint32_t usb_receive(uint32_t port, uint8_t* to, uint32_t capacity) {
  port_t* p = &ports[port];
  interrupts_off();
  const uint32_t count = ring_read(&p->in, to, capacity);
  drain(port);
  interrupts_on();
  return count;
}

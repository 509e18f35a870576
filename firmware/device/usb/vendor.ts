// The one vendor request: Windows asks for the Microsoft OS 2.0 descriptor set. Called by usb.ts.
import { MICROSOFT_DESCRIPTOR, MICROSOFT_DESCRIPTOR_LENGTH, MICROSOFT_VENDOR_CODE }
  from '../../../protocol/generated/firmware/usb';
import { give, setup, STALL } from './request';

const FROM_DEVICE: u32 = 0xc0;
/** wIndex. */
const DESCRIPTOR_SET: u32 = 7;

export function vendorRequest(): i32 {
  if (<u32>setup.type != FROM_DEVICE || <u32>setup.request != MICROSOFT_VENDOR_CODE) return STALL;
  return <u32>setup.index == DESCRIPTOR_SET ? give(MICROSOFT_DESCRIPTOR, MICROSOFT_DESCRIPTOR_LENGTH) : STALL;
}

// Writes the Wireshark dissector: frames on a TCP port, plain messages decoded, handshake and session frames named.
import { errors } from '../tables/errors.ts';
import { frameKinds } from '../tables/limits.ts';
import { messages, notices } from '../tables/messages.ts';
import { shapes } from './_wire-shapes.ts';

const table = (name: string, rows: [number, string][]): string =>
  `local ${name} = {\n${rows.map(([key, value]) => `  [${key}] = "${value}",`).join('\n')}\n}\n`;

export function generate(): { path: string; text: string }[] {
  const fieldNames = shapes.map(
    (shape) =>
      `  ["${shape.direction} ${shape.number}"] = { ${shape.fields.map((field) => `[${field.key}] = "${field.name}"`).join(', ')} },`,
  );
  const text = `-- Generated from protocol/tables by \`npm run generate\`; do not edit.
-- Load with: tshark -X lua_script:sigillator.lua -d tcp.port==PORT,sigillator
-- Session frames are encrypted; a recording made with the session's plain messages shows them as kind 0.

${table(
  'kinds',
  Object.entries(frameKinds).map(([name, value]) => [value, name]),
)}
${table('names', [
  ...messages.map((message): [number, string] => [message.number, message.name]),
  ...notices.map((notice): [number, string] => [notice.number, notice.name]),
])}
${table(
  'error_names',
  errors.map((error) => [error.number, error.name]),
)}
local field_names = {
${fieldNames.join('\n')}
}

local sigillator = Proto("sigillator", "Sigillator wire protocol")
local f_kind = ProtoField.uint8("sigillator.kind", "Kind", base.DEC, kinds)
local f_message = ProtoField.uint8("sigillator.message", "Message", base.DEC, names)
local f_tag = ProtoField.uint16("sigillator.tag", "Tag")
local f_error = ProtoField.uint8("sigillator.error", "Error", base.DEC, error_names)
local f_field = ProtoField.string("sigillator.field", "Field")
local f_crc = ProtoField.bool("sigillator.crc_good", "CRC good")
sigillator.fields = { f_kind, f_message, f_tag, f_error, f_field, f_crc }

-- Lua's bit libraries come and go with its versions; plain arithmetic stays.
local function bxor(a, b)
  local result, bit = 0, 1
  while a > 0 or b > 0 do
    if a % 2 ~= b % 2 then result = result + bit end
    a, b, bit = math.floor(a / 2), math.floor(b / 2), bit * 2
  end
  return result
end

local crc_table = {}
for index = 0, 255 do
  local value = index
  for _ = 1, 8 do
    local odd = value % 2 == 1
    value = math.floor(value / 2)
    if odd then value = bxor(value, 0xedb88320) end
  end
  crc_table[index] = value
end

local function crc32(bytes, length)
  local value = 0xffffffff
  for i = 0, length - 1 do
    value = bxor(math.floor(value / 256), crc_table[bxor(value % 256, bytes:get_index(i))])
  end
  return 0xffffffff - value
end

-- The bytes of a frame without COBS; nil where they are none.
local function unstuff(bytes)
  local out = ByteArray.new()
  out:set_size(bytes:len())
  local at, length, total = 0, 0, bytes:len()
  while at < total do
    local code = bytes:get_index(at)
    if code == 0 or at + code > total then return nil end
    for i = 1, code - 1 do
      out:set_index(length, bytes:get_index(at + i))
      length = length + 1
    end
    at = at + code
    if code ~= 255 and at < total then
      out:set_index(length, 0)
      length = length + 1
    end
  end
  if length < 5 then return nil end
  out:set_size(length)
  return out
end

-- One CBOR value as text; answers the text, its number if it is one, and the place behind it.
local function value_at(bytes, at)
  local first = bytes:get_index(at)
  local major, info = math.floor(first / 32), first % 32
  at = at + 1
  local argument = info
  if major ~= 7 and info >= 24 and info <= 27 then
    local width = 2 ^ (info - 24)
    argument = 0
    for i = 0, width - 1 do argument = argument * 256 + bytes:get_index(at + i) end
    at = at + width
  end
  if major == 0 then return string.format("%.0f", argument), argument, at end
  if major == 1 then return string.format("-%.0f", argument + 1), nil, at end
  if major == 2 then return argument > 0 and tostring(bytes:subset(at, argument)) or "(empty)", nil, at + argument end
  if major == 3 then return argument > 0 and bytes:subset(at, argument):raw() or "", nil, at + argument end
  if major == 4 then
    local parts = {}
    for i = 1, argument do parts[i], _, at = value_at(bytes, at) end
    return "[" .. table.concat(parts, ", ") .. "]", nil, at
  end
  return ({ [20] = "false", [21] = "true", [22] = "null" })[info] or "?", nil, at
end

local function dissect_message(body, tree, direction, pinfo)
  local pairs_left = body:get_index(1) % 32
  local at, number = 2, nil
  if pairs_left >= 24 then at = 3 pairs_left = body:get_index(2) end
  while pairs_left > 0 do
    local key, text, value
    _, key, at = value_at(body, at)
    text, value, at = value_at(body, at)
    if key == 0 then
      number = value
      tree:add(f_message, number)
      pinfo.cols.info:append((names[number] or "?") .. " " .. direction .. " ")
    elseif key == 1 then
      tree:add(f_tag, value)
    else
      local known = field_names[direction .. " " .. tostring(math.floor(number or -1))]
      if number == 0 and key == 2 then tree:add(f_error, value) end
      tree:add(f_field, (known and known[key] or ("key " .. key)) .. ": " .. text)
    end
    pairs_left = pairs_left - 1
  end
end

local function dissect_frame(range, pinfo, tree, direction)
  local branch = tree:add(sigillator, range)
  local body = unstuff(range:bytes())
  if not body then
    branch:append_text(", damaged")
    return
  end
  local length = body:len() - 4
  local crc = body:get_index(length) + body:get_index(length + 1) * 0x100 + body:get_index(length + 2) * 0x10000
    + body:get_index(length + 3) * 0x1000000
  branch:add(f_crc, crc == crc32(body, length))
  local kind = body:get_index(0)
  branch:add(f_kind, kind)
  pinfo.cols.info:append((kinds[kind] or "unknown") .. " ")
  if kind == 0 and length > 1 then dissect_message(body, branch, direction, pinfo) end
end

function sigillator.dissector(buffer, pinfo, tree)
  pinfo.cols.protocol = "SIGILLATOR"
  pinfo.cols.info = ""
  local direction = pinfo.src_port > pinfo.dst_port and "request" or "answer"
  if pinfo.match_uint == pinfo.dst_port then direction = "request" elseif pinfo.match_uint == pinfo.src_port then direction = "answer" end
  local start, total = 0, buffer:len()
  for at = 0, total - 1 do
    if buffer(at, 1):uint() == 0 then
      if at > start then dissect_frame(buffer(start, at - start), pinfo, tree, direction) end
      start = at + 1
    end
  end
  if start < total then
    pinfo.desegment_offset = start
    pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
  end
end

DissectorTable.get("tcp.port"):add_for_decode_as(sigillator)
`;
  return [{ path: 'protocol/generated/sigillator.lua', text }];
}

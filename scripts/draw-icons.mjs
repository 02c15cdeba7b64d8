#!/usr/bin/env node
// Draws appPackage/color.png (192 x 192) and appPackage/outline.png (32 x 32, white on transparent): a speech bubble that holds a
// roll of three names, the last of them ticked off. The shapes are given on a 32 x 32 grid.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

/** @typedef {(x: number, y: number) => number} Distance Below zero inside the shape. */

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} radius @returns {Distance} */
const stroke = (x1, y1, x2, y2, radius) => (x, y) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - at * dx, y - y1 - at * dy) - radius;
};

/** @param {number} left @param {number} top @param {number} right @param {number} bottom @param {number} radius @returns {Distance} */
const box = (left, top, right, bottom, radius) => (x, y) => {
  const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2 + radius;
  const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
};

/** @param {readonly Distance[]} shapes @returns {Distance} */
const union = (shapes) => (x, y) => Math.min(...shapes.map((shape) => shape(x, y)));

/** @param {Distance} shape @param {number} width @returns {Distance} */
const rim = (shape, width) => (x, y) => Math.abs(shape(x, y) + width / 2) - width / 2;

const tail = union([
  stroke(9, 25.5, 9, 28.5, 1),
  stroke(9, 28.5, 12.5, 25.5, 1),
  stroke(9.8, 26, 9.8, 27.4, 1),
]);
const rows = [10, 15.5].flatMap((y) => [stroke(9, y, 9, y, 1.4), stroke(13, y, 23, y, 1.1)]);
const tick = [
  stroke(7.8, 20.6, 9.2, 22, 0.9),
  stroke(9.2, 22, 12, 18.8, 0.9),
  stroke(14.5, 20.8, 23, 20.8, 1.1),
];
const mark = union([rim(box(3, 4, 29, 26.5, 4), 2), tail, ...rows, ...tick]);

/** @param {number} size @param {(x: number, y: number) => readonly [number, number, number, number]} colourAt */
function png(size, colourAt) {
  const lines = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) lines.set(colourAt(x, y), y * (size * 4 + 1) + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/**
 * How much of a pixel the mark covers, by 8 x 8 samples.
 * @param {number} x @param {number} y @param {number} scale Pixels per unit of the grid. @param {number} margin In pixels.
 */
function coverage(x, y, scale, margin) {
  let hits = 0;
  for (let sample = 0; sample < 64; sample += 1) {
    const sx = x + ((sample % 8) + 0.5) / 8;
    const sy = y + (Math.floor(sample / 8) + 0.5) / 8;
    if (mark((sx - margin) / scale, (sy - margin) / scale) < 0) hits += 1;
  }
  return hits / 64;
}

const folder = new URL('../appPackage/', import.meta.url);
writeFileSync(
  new URL('outline.png', folder),
  png(32, (x, y) => [255, 255, 255, Math.round(coverage(x, y, 1, 0) * 255)]),
);
writeFileSync(
  new URL('color.png', folder),
  png(192, (x, y) => {
    const white = coverage(x, y, 3.75, 36);
    const ground = [0x2b, 0x3a, 0x67].map((value) => Math.round(value + (255 - value) * white));
    return [ground[0] ?? 0, ground[1] ?? 0, ground[2] ?? 0, 255];
  }),
);

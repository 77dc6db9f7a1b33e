const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const shortMoment = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const whole = new Intl.NumberFormat(undefined);
const brief = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const precisePercent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 2 });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** Such as "3 min. ago"; beyond a week the date. @param {string} instant @param {number} now */
export function ago(instant, now) {
  const seconds = (Date.parse(instant) - now) / 1000;
  if (Math.abs(seconds) > 7 * 86400) {
    return shortMoment.format(new Date(instant));
  }
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return relative.format(Math.trunc(seconds / length), unit);
}

/** In the viewer's zone. @param {string} instant */
export const local = (instant) => moment.format(new Date(instant));

/** In the viewer's zone, without the year. @param {string} instant */
export const shortLocal = (instant) => shortMoment.format(new Date(instant));

/** @param {number} value */
export const number = (value) => whole.format(value);

/** @param {number} value */
export const compact = (value) => (value < 10_000 ? whole : brief).format(value);

/** 99.96 % is not 100 %. @param {number | null | undefined} part */
export function rate(part) {
  if (part === null || part === undefined || Number.isNaN(part)) {
    return '–';
  }
  return (part > 0.99 && part < 1 ? precisePercent : percent).format(part > 0.9999 && part < 1 ? 0.9999 : part);
}

/** Such as 840 ms, 3.2 s, 4 min 10 s. @param {number | null | undefined} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  if (seconds < 0.0005) {
    return '0 ms';
  }
  if (seconds < 1) {
    return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  }
  if (seconds < 60) {
    return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  }
  const rounded = Math.round(seconds);
  for (const [size, name, smaller, rest] of /** @type {[number, string, number, string][]} */ ([
    [86400, 'd', 3600, 'h'], [3600, 'h', 60, 'min'], [60, 'min', 1, 's']])) {
    if (rounded >= size) {
      const more = Math.floor((rounded % size) / smaller);
      return `${Math.floor(rounded / size)} ${name}${more ? ` ${more} ${rest}` : ''}`;
    }
  }
  return `${rounded} s`;
}

/** Short, for the axis of a chart. @param {number} seconds */
export function shortDuration(seconds) {
  const [size, unit] = seconds >= 3600 ? [3600, 'h'] : seconds >= 60 ? [60, 'min'] : seconds >= 1 ? [1, 's'] : [0.001, 'ms'];
  return seconds === 0 ? '0' : `${Math.round((seconds / size) * 10) / 10} ${unit}`;
}

/** How far apart the marks of such an axis may be: no 16.7 minutes. */
export const durationSteps = [
  ...[0.001, 0.01, 0.1].flatMap((size) => [size, 2 * size, 5 * size]), 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400,
  21600, 43200, 86400, 172800, 604800,
];

/** Reads what people write of a time, such as 30s, 1m or 2h. @param {string} text @returns {number | null} seconds */
export function readDuration(text) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|sec|m|min|h|d)?\s*$/i.exec(text);
  const factor = { ms: 0.001, s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86400 };
  return match ? Number(match[1]) * factor[/** @type {keyof typeof factor} */ ((match[2] ?? 's').toLowerCase())] : null;
}

/** As readDuration reads it. @param {number} seconds */
export function writeDuration(seconds) {
  for (const [size, unit] of /** @type {[number, string][]} */ ([[86400, 'd'], [3600, 'h'], [60, 'm']])) {
    if (seconds >= size && seconds % size === 0) {
      return `${seconds / size}${unit}`;
    }
  }
  return `${seconds}s`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many ?? `${one}s`}`;

/** The value of an input of type datetime-local. @param {string | undefined} instant */
export function toLocalInput(instant) {
  if (!instant) {
    return '';
  }
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {string} text */
export const fromLocalInput = (text) => (text ? new Date(text).toISOString() : undefined);

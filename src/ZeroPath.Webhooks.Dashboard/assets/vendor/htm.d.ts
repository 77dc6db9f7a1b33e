import { h, VNode } from './preact.js';

declare const htm: { bind(make: typeof h): (strings: TemplateStringsArray, ...values: unknown[]) => VNode };
export default htm;

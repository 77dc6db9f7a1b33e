export type VNode = unknown;
export type Child = unknown;
export function h(type: unknown, props?: object | null, ...children: Child[]): VNode;
export function render(node: VNode, parent: Element): void;
export function createContext<T>(value: T): { Provider: unknown };
export const Fragment: unknown;

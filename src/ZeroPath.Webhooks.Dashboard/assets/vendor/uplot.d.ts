export type Data = (number | null)[][];
export default class uPlot {
  constructor(options: object, data: Data, parent: Element);
  setData(data: Data): void;
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
  cursor: { idx: number | null; left: number };
  data: Data;
  bbox: { left: number; top: number; width: number; height: number };
  ctx: CanvasRenderingContext2D;
  valToPos(value: number, scale: string, canvasPixels?: boolean): number;
}

import { has } from '../../domain/capabilities';

/** The browser's door to graphics cards, if it has one. */
export function graphicsCard(): GPU | undefined {
  return has('graphicsCard') ? navigator.gpu : undefined;
}

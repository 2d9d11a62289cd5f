"""Windows: the places at which a small square lies on an image, for convolution and pooling."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layer import Shape, ShapeError, shape_words


@dataclass(frozen=True)
class Windows:
    """Squares of ``size`` × ``size`` on images of ``height`` × ``width``, every ``stride`` rows and columns.

    What is left over at the right and the bottom is in no window, as in PyTorch.
    """

    channels: int
    height: int
    width: int
    size: int
    stride: int

    @classmethod
    def on(cls, title: str, image: Shape, size: int, stride: int, padding: int = 0) -> Windows:
        """The windows on an image with ``padding`` more rows and columns on each side. Raises ShapeError."""
        if len(image) != 3:
            raise ShapeError(
                f"{title} wants images, channels × height × width, but is given {shape_words(image)}; put a Reshape"
                " before it, 1×8×8 for the handwritten digits."
            )
        channels, height, width = image[0], image[1] + 2 * padding, image[2] + 2 * padding
        if size > min(height, width):
            raise ShapeError(
                f"{title} wants images of at least {size} × {size} but is given {shape_words(image)}"
                f"{f' with a padding of {padding}' if padding else ''}; make its window smaller."
            )
        return cls(channels, height, width, size, stride)

    @property
    def down(self) -> int:
        """How many windows there are from top to bottom."""
        return (self.height - self.size) // self.stride + 1

    @property
    def across(self) -> int:
        """How many windows there are from left to right."""
        return (self.width - self.size) // self.stride + 1

    def views(self, images: np.ndarray) -> list[np.ndarray]:
        """One view for each place in a window, row by row: what all windows have there.

        ``images`` is (channels, height, width, examples), each view (channels, down, across, examples).
        """
        rows, columns = self.stride * (self.down - 1) + 1, self.stride * (self.across - 1) + 1
        return [
            images[:, row : row + rows : self.stride, column : column + columns : self.stride]
            for row in range(self.size)
            for column in range(self.size)
        ]

    def indices(self) -> np.ndarray:
        """Which number of an image, read channel by channel and row by row, stands at which place of which window.

        Shape (channels · size², down · across).
        """
        numbers = np.arange(self.channels * self.height * self.width)
        images = numbers.reshape(self.channels, self.height, self.width, 1)
        return np.stack(self.views(images), axis=1).reshape(self.channels * self.size**2, -1)

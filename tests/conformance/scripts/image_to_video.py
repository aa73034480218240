"""`VideoSynthesis` from a first picture, in every form that a picture can be given in."""

from __future__ import annotations

import base64
from pathlib import Path

from dashscope import VideoSynthesis
from dashscope.aigc.image_generation import ImageGeneration
from saying import pictures, saved, say, task

drawn = ImageGeneration.call(
    model="wan2.6-t2i", messages=[{"role": "user", "content": [{"text": "A kite."}]}], n=1, size="1280*1280"
)
encoded = base64.b64encode(Path("street.png").read_bytes()).decode()
given = {
    "path": "街道 one.jpg",
    "file_url": f"file://{Path('street.png').absolute()}",
    "data_uri": f"data:image/png;base64,{encoded}",
    "bare_base64": encoded,
    "url": pictures(drawn)[0],
}
made = {
    form: VideoSynthesis.async_call(
        model="wan2.6-i2v", prompt="The kite lifts off.", img_url=picture, resolution="720P", duration=2
    )
    for form, picture in given.items()
}
made["sound"] = VideoSynthesis.async_call(
    model="wan2.6-i2v", img_url="street.png", audio_url="tone.wav", resolution="720P", duration=2
)
made["silent"] = VideoSynthesis.async_call(
    model="wan2.6-i2v-flash", prompt="Wind.", img_url="street.png", resolution="720P", duration=2, audio=False
)
made["no_picture"] = VideoSynthesis.async_call(model="wan2.6-i2v", prompt="The kite lifts off.", resolution="720P")
made["no_image"] = VideoSynthesis.async_call(
    model="wan2.6-i2v", prompt="The kite lifts off.", img_url="data:image/png;base64,bm8gcGljdHVyZQ=="
)
ended = {form: VideoSynthesis.wait(created) for form, created in made.items()}

say(
    **{form: task(response) for form, response in ended.items()},
    files={
        form: saved(response.output.video_url, f"{form}.mp4")
        for form, response in ended.items()
        if response.output.video_url
    },
)

"""What a person reads about their footage: message id -> what is wrong, and what to do."""

from django.utils.translation import gettext_lazy as _

FOOTAGE = {
    # The file.
    "footage.unreadable": _(
        "This file can't be read as a video. Export it again, as MP4 for example, or record here in the browser."
    ),
    "footage.no_picture": _("This file holds sound but no picture. Upload the video itself."),
    "footage.no_sound": _(
        "There is no sound in this video. Use footage with sound: the microphone must be on, and not muted."
    ),
    "footage.too_short": _(
        "This is %(seconds)s seconds long; at least %(shortest_s)s are needed. A minute and a half gives "
        "the best avatar."
    ),
    "footage.too_long": _(
        "This is %(minutes)s minutes long; at most %(longest)s can be used. Trim it, or choose a shorter part."
    ),
    "footage.too_big": _("This is more than 2 GB. Trim it, or export it at a lower bit rate."),
    "footage.too_many_pixels": _(
        "The picture is larger than 8K. Export it in Full HD (1920×1080): that is plenty."
    ),
    "footage.too_heavy": _(
        "Reading this file takes longer than any camera's video should. Export it again, as MP4 for example."
    ),
    # The pictures.
    "footage.no_face": _("No face can be seen. Look into the camera, with your whole face in the picture."),
    "footage.face_missing": _(
        "Your face is missing from %(percent)s %% of the video, so too little of it remains. "
        "Stay in the picture all the time."
    ),
    "footage.several_people": _(
        "Several people can be seen in %(percent)s %% of the video. Be alone in it, with no faces on posters or "
        "screens behind you."
    ),
    "footage.too_small": _(
        "Your face is too small: your eyes are %(pixels)s pixels apart, and 60 is the least. "
        "Sit closer to the camera, or film in a higher resolution."
    ),
    "footage.turned_away": _(
        "You are turned away from the camera (by %(degrees)s° in the middle of all frames). Put the camera at the "
        "height of your eyes and look into it."
    ),
    "footage.mouth_covered": _(
        "Your mouth is covered in %(percent)s %% of the video. Keep hands, cups, masks and the microphone away from it."
    ),
    "footage.too_dark": _("Your face is too dark. Turn to a window, or put a lamp behind the camera."),
    "footage.too_bright": _(
        "Parts of your face are blown out to white. Move away from the lamp or the sun, or soften the light."
    ),
    "footage.blurred": _("Your face is blurred. Wipe the lens, let the camera focus, and hold it steady."),
    "footage.frozen": _(
        "The picture stands still for %(percent)s %% of the video. Close other programs that use the camera or the "
        "processor while you film."
    ),
    "footage.few_pictures": _(
        "This video shows only %(rate)s new pictures of your face a second, and %(least)s are the least: the avatar "
        "would move in jerks. Put more light on your face (cameras go slower in the dark), close other programs while "
        "you film, or use another camera or browser."
    ),
    "footage.still_picture": _(
        "This is a still picture: nothing in the face moves. An avatar needs a video of you speaking."
    ),
    "footage.drawn": _("This looks like a drawn or animated face. An avatar needs a video of a real person."),
    "footage.too_little_left": _(
        "Too little remains after all bad spots are left out. Other footage must avoid what the timeline marks."
    ),
    # Sound and lips.
    "footage.little_speech": _(
        "You speak for %(seconds)s seconds only, in the frames that can be used. Speak for at least 7 seconds, better "
        "for a minute, and look into the camera all the while."
    ),
    "footage.lips_still": _(
        "A voice is heard, but the lips in the picture don't move with it. Use footage in which you speak yourself."
    ),
    "footage.not_in_step": _(
        "The sound does not belong to these lips: no shift brings them together (likeness %(likeness)s, "
        "and %(least)s is the least). Use the original, without dubbing, music or other voices."
    ),
    "footage.sound_off": _(
        "The sound is %(ms)s milliseconds away from the lips, too far to be mended. Use the original, as it was filmed."
    ),
    # Spots that were left out, on the timeline.
    "footage.spot.no_face": _("No face."),
    "footage.spot.several_people": _("Several people."),
    "footage.spot.frozen": _("The picture stands still."),
    "footage.spot.few_pictures": _("Too few pictures a second."),
    "footage.spot.too_small": _("The face is too small."),
    "footage.spot.turned_away": _("Turned away."),
    "footage.spot.mouth_covered": _("The mouth is covered."),
    "footage.spot.too_dark": _("Too dark."),
    "footage.spot.too_bright": _("Too bright."),
    "footage.spot.blurred": _("Blurred."),
    # No reason against it, but worth knowing.
    "footage.sit_closer": _(
        "Your eyes are %(pixels)s pixels apart; from 110 on, teeth and lips get sharp. Sit closer next time."
    ),
    "footage.more_pictures": _(
        "The video shows %(rate)s new pictures a second; from 24 on movements are smooth. More light, fewer programs "
        "at the same time, or another camera or browser help."
    ),
}

COACH = {
    "coach.bad_picture": _("The camera's picture did not arrive. Check the connection."),
    "coach.no_face": _("I can't see your face. Sit in front of the camera and look into it."),
    "coach.several_people": _(
        "I see more than one face. Record alone, without pictures of people behind you."
    ),
    "coach.too_far": _("Come closer to the camera, or choose a higher resolution."),
    "coach.too_close": _("Move back a little: your whole head must be in the picture."),
    "coach.off_centre": _("Move to the middle of the picture."),
    "coach.turned_away": _("Look straight into the camera; put it at the height of your eyes."),
    "coach.tilted": _("Hold your head upright, or straighten the camera."),
    "coach.eyes_closed": _("Open your eyes."),
    "coach.too_dark": _("It is too dark. Turn to a window, or put a lamp behind the camera."),
    "coach.too_bright": _("Your face is too bright in places. Move away from the lamp, or soften the light."),
    "coach.uneven_light": _(
        "One side of your face is much darker. Turn to the light, or put a lamp on that side."
    ),
    "coach.few_pictures": _(
        "Your camera shows only %(rate)s pictures a second. Put more light on your face (cameras go slower in the "
        "dark), or close other programs."
    ),
    "coach.blurred": _("The picture is blurred. Wipe the lens and let the camera focus."),
    "coach.background_moves": _("Something moves behind you, or the camera shakes. Let it rest."),
}

"""python -m avatars.speech.fit_sound: fits `avatars/engine/sound_net.npz`, on synthetic voices only.

Voices say random words of many languages, and tell when each phoneme is heard: espeak-ng's (embedded), and Festival's
and Flite's, which are built of recorded speech and so sound more like people. What makes it fit real voices is
augmentation: vocal tract length, tape speed, equaliser, contrast, room, noise, gain; other ones each time that an
utterance is heard again. The site never imports this.

In an environment of its own, on Debian: `pip install -r requirements.txt -r requirements-neural.txt` and
`apt-get install flite festival festvox-{kallpc16k,kdlpc16k,us-slt-hts,itapc16k,italp16k,suopuhe-lj,suopuhe-mv,ru}
festvox-{czech-dita,czech-krb,czech-machac,czech-ph,hi-nsk,mr-nsk,te-nsk,ca-ona-hts}`. Voices that are missing are left
out, and said so. About four minutes on one core to speak, a quarter of an hour to learn. `--corpus FOLDER` keeps what
was said (1.2 GB). What ships was fitted by an earlier form of this: 192 units wide, 5 epochs, each utterance heard in
two ways.
"""

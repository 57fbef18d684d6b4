"""python -m avatars.speech.fit_sound: fits `avatars/engine/sound_net.npz`, on synthetic voices only.

Voices say random words of many languages, and tell when each phoneme is heard: espeak-ng's (embedded), and Festival's
and Flite's, which are built of recorded speech and so sound more like people. What makes it fit real voices is
augmentation: vocal tract length, a tape whose speed wavers, loudness, equaliser, contrast, room, noise, gain, pieces
that begin and end anywhere; other ones each time that an utterance is heard again. The site never imports this.

In an environment of its own, on Debian: `pip install -r requirements.txt -r requirements-neural.txt` and
`apt-get install flite festival festvox-{kallpc16k,kdlpc16k,us-slt-hts,itapc16k,italp16k,suopuhe-lj,suopuhe-mv,ru}
festvox-{czech-dita,czech-krb,czech-machac,czech-ph,hi-nsk,mr-nsk,te-nsk,ca-ona-hts}`. Voices that are missing are left
out, and said so. About a minute on one core to speak, six to learn each network. `--corpus FOLDER` keeps what was said
(1.2 GB). Of the two that ship, the first was fitted by an earlier form of this (5 epochs, each utterance heard in two
ways), the second by this on every other embedded utterance and all of Festival's and Flite's (seed 11, 2,160 steps,
about 5 epochs, heard in one way).
"""

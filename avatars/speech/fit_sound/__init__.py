"""python -m avatars.speech.fit_sound: fits `avatars/engine/sound_net.npz`, on synthetic voices only.

Voices say random words of many languages, and tell when each phoneme is heard: espeak-ng's (embedded), and Festival's
and Flite's, which are built of recorded speech and so sound more like people. They are heard through `sound_encoder`,
where real voices are like them. Augmentation does the rest: vocal tract length, a tape whose speed wavers, loudness,
equaliser, room, noise, gain, pieces that begin and end anywhere and follow each other; other ones each time that an
utterance is heard again. The site never imports this.

In an environment of its own, on Debian: `pip install -r requirements.txt -r requirements-neural.txt` and
`apt-get install flite festival festvox-{kallpc16k,kdlpc16k,us-slt-hts,itapc16k,italp16k,suopuhe-lj,suopuhe-mv,ru}
festvox-{czech-dita,czech-krb,czech-machac,czech-ph,hi-nsk,mr-nsk,te-nsk,ca-ona-hts}`. Voices that are missing are left
out, and said so. `--corpus FOLDER` keeps what was said (1.2 GB). One core needs half an hour for all of it, and
5 GB of memory. The same voices, versions and kind of processor give the same weights; the last line says their `mark`:
what ships is 2c15dd29, and hears .715 of the sounds of voices held out.
"""
